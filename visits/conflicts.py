"""What stands against a plan where it stands: another plan at that time, a day off, time off. Warnings, never refusals."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Absence
from visits.models import Visit

USUAL = timedelta(minutes=30)
NOT_TAKING_PLACE = {Visit.Status.CANCELLED, Visit.Status.MISSED}


def conflicts_of(visits, calendar):
    """{key of the visit: sentences} of open plans. `visits` are those of whole days, of any number of reps.

    `calendar` is CalendarDays of these days.
    """
    found = defaultdict(list)
    planned = [visit for visit in visits if visit.status == Visit.Status.PLANNED]
    away = _away(planned)
    by_day = defaultdict(list)
    for visit in visits:
        by_day[visit.rep_id, visit.day].append(visit)
    for visit in planned:
        if said := calendar.why_off(visit.day):
            found[visit.pk].append(said)
        found[visit.pk] += away(visit)
        found[visit.pk] += _overlaps(visit, by_day[visit.rep_id, visit.day])
    return {pk: said for pk, said in found.items() if said}


def span(visit):
    """(begins, ends) as local moments, or none while it has no time."""
    if visit.started_at:
        start = localtime(visit.started_at).replace(tzinfo=None)
        return start, localtime(visit.ended_at).replace(tzinfo=None) if visit.ended_at else start
    if visit.planned_time is None:
        return None
    start = datetime.combine(visit.day, visit.planned_time)
    return start, start + length_of(visit)


def length_of(visit):
    return timedelta(minutes=visit.planned_minutes) if visit.planned_minutes else USUAL


def _overlaps(visit, others):
    mine = span(visit)
    if mine is None or len(others) < 2:
        return []
    return [
        _("At the same time: %(customer)s, %(start)s–%(end)s")
        % {"customer": other.customer, "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        for other in others
        if other.pk != visit.pk and other.status not in NOT_TAKING_PLACE and span(other)
        for start, end in [span(other)]
        if start < mine[1] and mine[0] < end
    ]


def _away(visits):
    """(visit) → sentences, of approved time off on its day; one question for all."""
    if not visits:
        return lambda visit: []
    days = [visit.day for visit in visits]
    approved = Absence.objects.approved().filter(user__in={visit.rep_id for visit in visits})
    known = list(approved.overlapping(min(days), max(days)))
    return lambda visit: [
        _("Time off: %(kind)s") % {"kind": absence.get_kind_display()}
        for absence in known
        if absence.user_id == visit.rep_id and absence.holds_on(visit.day)
    ]
