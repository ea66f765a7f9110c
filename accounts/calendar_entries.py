"""What of our side stands in a person's own calendar: time off that was asked for or approved (ACC-05)."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.calendar_file import CalendarEntry, changes_of
from accounts.models import Absence

NOON, EVENING = time(12), time(18)
DAY = timedelta(days=1)


def time_off(user, since, until):
    """One entry each, with its halves; nothing of why."""
    mine = Absence.objects.visible_to(user).filter(user=user, status__in=Absence.STANDS)
    rows = list(mine.overlapping(since, until).order_by("valid_from", "pk"))
    changes = changes_of(Absence, rows)
    return [_entry(row, changes[row.pk]) for row in rows]


def _entry(absence, change):
    first, last = absence.valid_from, absence.valid_to
    starts, ends = first, last + DAY
    if absence.from_noon or absence.until_noon:
        starts = _at(first, NOON if absence.from_noon else time())
        ends = _at(last, NOON if absence.until_noon else EVENING)
    return CalendarEntry(
        uuid=absence.uuid,
        title=absence.get_kind_display(),
        starts=starts,
        ends=ends,
        change=change,
        path=reverse("accounts:absence_detail", args=[absence.uuid]),
    )


def _at(day, moment):
    return datetime.combine(day, moment, timezone.get_current_timezone())
