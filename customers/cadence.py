"""How often something is to be done: so many times in each period of the calendar, each time with a last day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

DAY = timedelta(days=1)
# What begins late still leaves nearly a week; what nobody did stays overdue for at least two.
HEAD_START = timedelta(days=6)
PATIENCE = timedelta(days=14)


class Period(models.TextChoices):
    MONTH = "month", pgettext_lazy("how often", "month")
    QUARTER = "quarter", pgettext_lazy("how often", "quarter")
    HALF_YEAR = "half_year", pgettext_lazy("how often", "half-year")
    YEAR = "year", pgettext_lazy("how often", "year")


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF_YEAR: 6, Period.YEAR: 12}


@dataclass(frozen=True)
class Slot:
    """One of the times: the days it is meant for. `due_on` is the last, or a little later for one begun late."""

    first: date
    last: date
    due_on: date

    @property
    def lapses_on(self):
        """The last day on which it is overdue; after it, it is missed: overdue as long as there was time for it."""
        return self.due_on + max(PATIENCE, self.last - self.first + DAY)


def period_of(day, period):
    """(first, last) day of the calendar's period in which the day lies."""
    months = MONTHS[period]
    begins = (day.month - 1) // months * months + 1
    ends = begins + months - 1
    last = calendar.monthrange(day.year, ends)[1]
    return date(day.year, begins, 1), date(day.year, ends, last)


def slots_ahead(times, period, today):
    """The times of today's period that are not over, as equal parts of it."""
    first, last = period_of(today, period)
    days = (last - first).days + 1
    edges = [first + timedelta(days=round(days * part / times)) for part in range(times + 1)]
    for begins, next_begins in pairwise(edges):
        ends = next_begins - DAY
        if ends >= today:
            head_start = min(HEAD_START, ends - begins)
            yield Slot(begins, ends, max(ends, today + head_start) if begins <= today else ends)


def in_words(times, period):
    return _("%(times)s per %(period)s") % {"times": times, "period": Period(period).label}


def days_between(times, period):
    """How many days lie between two times, rounded."""
    return round(MONTHS[period] * 365 / 12 / times)
