"""A visit reminds before it begins and until it is submitted, each moment once, and never in vain."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification, Reminder
from accounts.services.reminder import send_reminders
from tests.factories import COMPANY_ZONE
from visits.days import miss_visits
from visits.models import Visit
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit, reschedule_visit

pytestmark = pytest.mark.req("VIS-10")
DAY = timedelta(days=1)


@pytest.fixture
def coming(lin, zhou, policy, today):
    """Zhou at half past nine, three days from now."""
    return plan_visit(zhou.customer, day=today + 3 * DAY, time=time(9, 30), by=lin)


def told(user):
    return [row.kind for row in Notification.objects.filter(user=user).order_by("created_at", "pk")]


def test_the_moments_follow_the_plan_and_the_policy(coming, policy):
    moments = dict(Reminder.objects.filter(subject=coming.uuid).values_list("moment", "due_at"))

    def at(days, *clock):
        return datetime.combine(coming.day + days * DAY, time(*clock), COMPANY_ZONE)

    assert moments == {
        "evening_before": at(-1, 18),
        "hour_before": at(0, 8, 30),
        "day_end": at(0, 20),
        "next_morning": at(1, 8, 30),
        "last_day": at(policy.back_date_days, 8, 30),
    }


def test_each_moment_is_told_once(coming, lin):
    evening = datetime.combine(coming.day - DAY, time(18), COMPANY_ZONE)

    send_reminders(evening)
    send_reminders(evening)

    assert told(lin) == ["visit.upcoming"]


def test_a_submitted_visit_reminds_nobody(planned, complete, lin):
    submit_visit(planned, record=complete, adverse_event=False, by=lin)

    send_reminders(timezone.now() + 30 * DAY)

    assert told(lin) == []


def test_a_plan_that_moved_away_is_not_told_at_its_old_time(coming, lin, today):
    reschedule_visit(coming, day=today + 9 * DAY, time=time(9, 30), by=lin)

    send_reminders(datetime.combine(today + 4 * DAY, time(23), COMPANY_ZONE))

    assert told(lin) == []


def test_what_was_never_logged_is_missed_when_it_no_longer_can_be(
    planned, lin, policy, today, arrange
):
    def planned_for(day):
        with arrange():
            planned.day = planned.planned_on = day
            planned.save()
        miss_visits()
        return Visit.objects.get(pk=planned.pk).status

    assert planned_for(today - policy.back_date_days * DAY) == "planned"
    assert planned_for(today - (policy.back_date_days + 1) * DAY) == "missed"
    assert planned.history.first().actor == "system:start_the_day"


def test_all_that_were_never_logged_are_missed_on_one_day(
    planned, lin, first_hospital, policy, today, arrange
):
    other = plan_visit(first_hospital.customer, day=today, by=lin)
    with arrange():
        for days, visit in enumerate((planned, other), start=policy.back_date_days + 1):
            visit.day = visit.planned_on = today - days * DAY
            visit.save()

    miss_visits()

    assert set(Visit.objects.values_list("status", flat=True)) == {"missed"}
