"""Templates ask the same functions as the code: may she, and may she read it in full?"""

from django import template

from accounts.permissions import Permission, can

register = template.Library()
MASK = "•••"

register.filter("can", can)


@register.filter
def masked(text, user):
    """Free text and phones for those who may read them in full; others see that there is something (decision 8)."""
    return text if not text or can(user, Permission.FREE_TEXT_READ) else MASK
