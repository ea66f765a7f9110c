"""Figures as people read them."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.kpis import Kind, Unit
from analytics.periods import PeriodKind

UNITS = {
    Unit.PERCENT: "%",
    Unit.HOURS: gettext_lazy("h"),
    Unit.RATIO: "",
    Unit.COUNT: "",
}
COMPARED = {
    PeriodKind.DAY: gettext_lazy("vs the day before"),
    PeriodKind.WEEK: gettext_lazy("vs last week"),
    PeriodKind.MONTH: gettext_lazy("vs last month"),
    PeriodKind.QUARTER: gettext_lazy("vs last quarter"),
    PeriodKind.YEAR: gettext_lazy("vs last year"),
}


def unit_of(kpi):
    return UNITS[kpi.unit]


def shown(figure):
    """A number to one place, or whole for a count; None where there is nothing to divide by."""
    if figure.value is None or figure.kpi.unit == Unit.COUNT:
        return figure.value
    if figure.kpi.kind == Kind.DISTRIBUTION:
        # In words: a median of no hours still stands on rows and leads to them; a count of nothing does not.
        return number(figure.value, 1)
    return round(figure.value, 1)


def number(value, decimals=0):
    return f"{value:,.{decimals}f}"


def behind(figure):
    """What stands under the figure: "12 / 40 visits", "90 % below 16.4 h · 12 requests"."""
    if figure.kpi.kind != Kind.DISTRIBUTION:
        return str(figure.kpi.counted)
    counted = f"{number(figure.denominator)} {figure.kpi.counted}"
    if figure.p90 is None:
        return counted
    return _("9 of 10 within %(hours)s h · %(counted)s") % {
        "hours": number(figure.p90 / 60, 1),
        "counted": counted,
    }


def change(now, before):
    """(text, tone, icon): how far a figure has moved, and whether that is good."""
    if now.value is None or before.value is None:
        return "", "", ""
    decimals = 0 if now.kpi.unit == Unit.COUNT else 1
    moved = round(now.value - before.value, decimals)
    if not moved:
        return _("steady"), "3", "minus"
    text = number(abs(moved), decimals)
    if now.kpi.unit == Unit.PERCENT:
        text = _("%(number)s pt") % {"number": text}
    tone = "good" if (moved > 0) == now.kpi.more_is_better else "bad"
    return text, tone, "arrow-up-right" if moved > 0 else "arrow-down-right"


def target_text(kpi):
    if kpi.target is None:
        return ""
    return _("target %(target)s") % {"target": number(kpi.target)}


def dates(period):
    first = date_format(period.first, "DATE_FORMAT")
    if period.first == period.last:
        return first
    return f"{first} – {date_format(period.last, 'DATE_FORMAT')}"
