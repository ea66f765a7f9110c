"""Values of a drill-down as people read them."""

import datetime

from django import template
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from analytics.wording import number

register = template.Library()


@register.filter
def as_read(value):
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    if isinstance(value, datetime.date):
        return date_format(value, "Y-m-d")
    return number(value, 1) if isinstance(value, float) else value


@register.simple_tag
def heat_cell(cell):
    """Coverage of a tier in a territory. Not a template of its own: a nation has hundreds."""
    counted = cell.figure
    if not counted.denominator:
        return format_html('<td class="t-3">{}</td>', "–")
    low = '<span class="fs-xs" role="img" aria-label="{}">▼</span>'
    return format_html(
        '<td class="{}"><a href="{}">{}{}% <small>{}/{}</small></a></td>',
        f"{cell.shade} under" if cell.is_low else cell.shade,
        cell.url,
        format_html(low, _("below target")) if cell.is_low else "",
        floatformat(cell.value, 0),
        counted.numerator,
        counted.denominator,
    )
