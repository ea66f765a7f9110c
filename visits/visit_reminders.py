"""A visit reminds before it begins, and until it is submitted (VIS-10)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.reminder import Reminding, declare_reminder, forget, remind
from visits.models import Visit, VisitPolicy

UPCOMING, UNSUBMITTED = "visit.upcoming", "visit.unsubmitted"
EVENING, DAY_END, MORNING = time(18), time(20), time(8, 30)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def declare():
    declare_reminder(
        UPCOMING,
        _("Planned for %(day)s: %(customer)s"),
        upcoming,
        icon="calendar-event",
        outside=_("A visit of yours is coming up."),
    )
    declare_reminder(
        UNSUBMITTED,
        _("Not submitted yet: the visit to %(customer)s of %(day)s"),
        unsubmitted,
        icon="pencil",
        outside=_("A visit of yours is not submitted yet."),
    )


def remind_of_plan(visit):
    """Replaces what was due for the day and time planned before."""
    forget_visit(visit)
    day, zone = visit.day, _zone(visit)
    moments = {"evening_before": datetime.combine(day - DAY, EVENING, zone)}
    if visit.planned_time:
        moments["hour_before"] = datetime.combine(day, visit.planned_time, zone) - HOUR
    _remind(UPCOMING, visit, moments)
    remind_of_unsubmitted(visit)


def remind_of_unsubmitted(visit):
    day, zone = visit.day, _zone(visit)
    moments = {
        "day_end": datetime.combine(day, DAY_END, zone),
        "next_morning": datetime.combine(day + DAY, MORNING, zone),
    }
    policy = VisitPolicy.objects.on(day).first()
    if policy and policy.back_date_days > 1:
        last_day = day + policy.back_date_days * DAY
        moments["last_day"] = datetime.combine(last_day, MORNING, zone)
    _remind(UNSUBMITTED, visit, moments)


def forget_visit(visit):
    """Submitted, cancelled or missed: nobody need be told any more."""
    forget(UPCOMING, UNSUBMITTED, subject=visit)


def upcoming(reminder):
    return _reminding(reminder, [Visit.Status.PLANNED])


def unsubmitted(reminder):
    return _reminding(reminder, [Visit.Status.PLANNED, Visit.Status.IN_PROGRESS])


def _reminding(reminder, statuses):
    visit = (
        Visit.objects.filter(uuid=reminder.subject, rep=reminder.user, status__in=statuses)
        .select_related("customer")
        .first()
    )
    if visit is None:
        return None
    return Reminding(
        {"customer": visit.customer.name, "day": visit.day},
        url=reverse("visits:visit_log", args=[visit.uuid]),
    )


def _remind(kind, visit, moments):
    now = timezone.now()
    for moment, due_at in moments.items():
        if due_at > now:
            remind(kind, user=visit.rep, subject=visit, moment=moment, due_at=due_at)


def _zone(visit):
    return ZoneInfo(visit.rep.time_zone)
