"""What the inbox and the pages of jobs say about their rows."""

from django import template

from accounts.services.job import label_of, url_of
from accounts.services.notification import icon_of, text_of

register = template.Library()
register.filter("notification_text", text_of)
register.filter("notification_icon", icon_of)
register.filter("job_label", label_of)
register.filter("job_url", url_of)
