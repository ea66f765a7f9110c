"""A leaver's open visits and follow-ups pass to the successor (ACC-06)."""

from django.utils import timezone

from accounts.registry import mark_day_changed
from accounts.services.territory import territory_of
from visits.appointment_reminders import forget_appointment, remind_of_answer
from visits.models import Appointment, FollowUp, Visit
from visits.services.visit import cancel_with_leaver
from visits.visit_reminders import forget_visit, remind_of_plan

Status = Visit.Status


def hand_over_visits(leaver, successor, by):
    """Inside the leaver's deed. What the successor plans already is cancelled; what was begun ends with the leaver."""
    taken = set(
        Visit.objects.filter(rep=successor, status=Status.PLANNED).values_list(
            "customer_id", "planned_on"
        )
    )
    handed = 0
    open_visits = Visit.objects.open().filter(rep=leaver).select_related("rep", "customer")
    for visit in open_visits.select_for_update(of=("self",)):
        mark_day_changed(leaver, visit.day)
        forget_visit(visit)
        is_taken = (visit.customer_id, visit.planned_on) in taken
        if visit.status == Status.PLANNED and not is_taken:
            _pass_on(visit, successor)
            handed += 1
        else:
            cancel_with_leaver(visit)
    return handed


def hand_over_follow_ups(leaver, successor, by):
    rows = list(FollowUp.objects.open().filter(owner=leaver).select_for_update())
    for row in rows:
        row.owner = successor
        row.save()
        mark_day_changed(leaver, row.due_on)
        mark_day_changed(successor, row.due_on)
    return len(rows)


def hand_over_appointments(leaver, successor, by):
    """Those to come: the house expects somebody."""
    coming = Appointment.objects.open().filter(rep=leaver, ends_at__gte=timezone.now())
    rows = list(coming.select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        forget_appointment(row)
        row.rep = successor
        row.save()
        if row.is_waiting:
            remind_of_answer(row)
    return len(rows)


def _pass_on(visit, successor):
    visit.rep = successor
    visit.territory = territory_of(successor, visit.day) or visit.territory
    visit.save()
    remind_of_plan(visit)
    mark_day_changed(successor, visit.day)
