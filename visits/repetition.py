"""The days of a plan that repeats: every week, every second week, or each month on the same weekday."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MOST = 53  # a year of weeks
LAST = 4  # the fifth Tuesday of a month stands for its last


class Rhythm(models.TextChoices):
    WEEK = "week", _("Every week")
    TWO_WEEKS = "two_weeks", _("Every 2 weeks")
    MONTH = "month", _("Each month on this weekday")


class OnClosed(models.TextChoices):
    MOVE = "move", _("Move to the next working day")
    SKIP = "skip", _("Leave it out")
    KEEP = "keep", _("Keep the day")


@dataclass(frozen=True)
class Repetition:
    """Ends on `until`, or after `count` times, whichever comes first; left-out days count as times."""

    first: date
    rhythm: Rhythm
    until: date | None = None
    count: int | None = None
    on_closed: OnClosed = OnClosed.MOVE


def days_of(repetition, is_working):
    """In order, each once: a day off may move one time onto the day of the next."""
    moved = (_open_day(day, repetition.on_closed, is_working) for day in _days(repetition))
    return list(dict.fromkeys(day for day in moved if day))


def _days(repetition):
    most = min(repetition.count or MOST, MOST)
    for number in range(most):
        day = _nth(repetition, number)
        if repetition.until and day > repetition.until:
            return
        yield day


def _nth(repetition, number):
    first = repetition.first
    if repetition.rhythm == Rhythm.WEEK:
        return first + number * WEEK
    if repetition.rhythm == Rhythm.TWO_WEEKS:
        return first + 2 * number * WEEK
    return _same_weekday(first, number)


def _same_weekday(first, months):
    """As the second Tuesday of its month stays the second Tuesday."""
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    weekday, length = monthrange(year, month)
    days = range(1 + (first.weekday() - weekday) % 7, length + 1, 7)
    ordinal = (first.day - 1) // 7
    return date(year, month, days[-1] if ordinal >= LAST else days[ordinal])


def _open_day(day, on_closed, is_working):
    if on_closed == OnClosed.KEEP or is_working(day):
        return day
    if on_closed == OnClosed.SKIP:
        return None
    while not is_working(day):
        day += DAY
    return day
