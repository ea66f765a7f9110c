"""Periods of figures: a week starts on Monday; a period that still runs is read up to today (kpis.md)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TREND_WEEKS = 12


class PeriodKind(models.TextChoices):
    DAY = "day", pgettext_lazy("period", "Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


@dataclass(frozen=True)
class Period:
    """Both days included."""

    first: date
    last: date

    def __contains__(self, day):
        return self.first <= day <= self.last


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


def period_of(kind, day):
    """The whole period around a day."""
    if kind == PeriodKind.DAY:
        return Period(day, day)
    if kind == PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + 6 * DAY)
    length = MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(first, _months_on(first, length) - DAY)


def until(period, today):
    """The part of a period that figures are read for; one that has not begun is read whole (its plans)."""
    return Period(period.first, min(period.last, today)) if period.first <= today else period


def previous(kind, period, shown):
    """The period before, of as many days as are shown of this one, or whole beside a whole one."""
    before = period_of(kind, period.first - DAY)
    if shown == period:
        return before
    return Period(before.first, min(before.last, before.first + (shown.last - shown.first)))


def following(kind, period):
    return period_of(kind, period.last + DAY)


def todays_periods(today):
    """What the boards of a day show: every kind of period up to it, and the one that each is compared with."""
    for kind in PeriodKind:
        whole = period_of(kind, today)
        yield until(whole, today)
        yield previous(kind, whole, until(whole, today))


def ended_periods(since, today):
    """The whole periods from the one around a day on; and weeks up to the end of a month, where its trend ends."""
    for kind in [PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR]:
        period = period_of(kind, since)
        while period.last <= today:
            yield period
            yield Period(period_of(PeriodKind.WEEK, period.last).first, period.last)
            period = following(kind, period)


def trend_weeks(last):
    """The twelve weeks up to a day, oldest first; the last one may still run."""
    this_week = period_of(PeriodKind.WEEK, last)
    weeks = [
        Period(this_week.first - n * WEEK, this_week.last - n * WEEK) for n in range(TREND_WEEKS)
    ]
    return [*reversed(weeks[1:]), Period(this_week.first, last)]


def _months_on(first, number):
    years, month = divmod(first.month - 1 + number, 12)
    return date(first.year + years, month + 1, 1)
