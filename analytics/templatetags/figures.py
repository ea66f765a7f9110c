"""Values of a drill-down as people read them."""

import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

from analytics.wording import number

register = template.Library()


@register.filter
def as_read(value):
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    if isinstance(value, datetime.date):
        return date_format(value, "Y-m-d")
    return number(value, 1) if isinstance(value, float) else value
