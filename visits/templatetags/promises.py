"""How much business time a promise has left, or is late, in words."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from accounts.services.calendar import business_minutes

register = template.Library()

DAY = 9 * 60  # business minutes
SOON = 2 * 60


@dataclass(frozen=True)
class Left:
    text: str
    icon: str
    tone: str


@register.filter
def left(request, now):
    """Business time until the next promise of an open request, or how late it is."""
    due = request.next_due
    if due < now:
        late = _("%(time)s late") % {"time": spell(business_minutes(due, now))}
        return Left(late, "clock-exclamation", "t-bad")
    minutes = business_minutes(now, due)
    soon = minutes < SOON
    return Left(spell(minutes), "hourglass-low" if soon else "clock", "t-warn" if soon else "t-2")


@register.filter
def spell(minutes):
    """Business minutes as people say them: 42 min, 3 h 10, 2 d 4 h (a day has nine hours); none is a dash."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < DAY:
        hours = {"hours": minutes // 60, "minutes": minutes % 60}
        return _("%(hours)d h %(minutes)02d") % hours
    days = {"days": minutes // DAY, "hours": minutes % DAY // 60}
    return (_("%(days)d d %(hours)d h") if days["hours"] else _("%(days)d d")) % days
