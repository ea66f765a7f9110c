"""A rep plans a visit, moves it, gives it up."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from uuid6 import uuid7

from accounts.models import Reminder
from tests import factories
from visits.models import Visit
from visits.record import Talk, record_of
from visits.services.visit import (
    cancel_visit,
    edit_plan,
    mark_missed,
    plan_visit,
    reschedule_visit,
    start_visit,
)

pytestmark = pytest.mark.req("VIS-04")
TOMORROW = timedelta(days=1)


def trail(visit):
    return list(visit.history.order_by("history_id").values_list("actor", "action"))


def test_a_plan_knows_its_place_its_person_and_its_territory(
    planned, lin, zhou, first_hospital, territories, today
):
    assert (planned.status, planned.day, planned.planned_on) == ("planned", today, today)
    assert planned.territory == territories["E11"]
    assert planned.organisation == first_hospital
    assert [row.person for row in planned.participants.all()] == [zhou]
    assert trail(planned) == [(lin.actor, "visit.plan")]


def test_a_plan_holds_products_with_their_messages(planned, product, messages):
    assert record_of(planned).products == (Talk(product, (messages[0],)),)


def test_the_same_key_again_answers_with_the_same_visit(lin, zhou, today, policy):
    key = uuid7()
    first = plan_visit(zhou.customer, day=today, by=lin, uuid=key)

    assert plan_visit(zhou.customer, day=today, by=lin, uuid=key) == first
    assert Visit.objects.count() == 1


def test_somebody_elses_key_tells_nothing_about_the_visit(planned, chen, gu, today):
    with pytest.raises(ValidationError) as refusal:
        plan_visit(gu.customer, day=today, by=chen, uuid=planned.uuid)

    assert refusal.value.code == "KEY_TAKEN"


def test_a_customer_is_planned_once_a_day(planned, lin, zhou, today):
    with pytest.raises(ValidationError) as refusal:
        plan_visit(zhou.customer, day=today, by=lin)

    assert refusal.value.messages == ["You already plan to see this customer on that day."]


def test_a_customer_of_another_region_cannot_be_planned(lin, gu, today):
    with pytest.raises(ValidationError) as refusal:
        plan_visit(gu.customer, day=today, by=lin)

    assert list(refusal.value.message_dict) == ["customer"]


def test_a_closed_customer_cannot_be_planned(lin, zhou, today, arrange):
    with arrange():
        zhou.customer.status = "closed"
        zhou.customer.save()

    with pytest.raises(ValidationError) as refusal:
        plan_visit(zhou.customer, day=today, by=lin)

    assert list(refusal.value.message_dict) == ["customer"]


def test_a_plan_is_not_for_yesterday(lin, zhou, today):
    with pytest.raises(ValidationError) as refusal:
        plan_visit(zhou.customer, day=today - TOMORROW, by=lin)

    assert list(refusal.value.message_dict) == ["day"]


def test_whoever_works_in_no_territory_plans_nothing(zhou, territories, today, arrange):
    drifter = factories.UserFactory(username="drifter", roles=["rep"])
    with arrange():
        drifter.memberships.create(
            territory=territories["E11"], valid_from=today - 9 * TOMORROW, valid_to=today
        )

    with pytest.raises(ValidationError) as refusal:
        plan_visit(zhou.customer, day=today + TOMORROW, by=drifter)

    assert list(refusal.value.message_dict) == ["day"]


def test_a_manager_plans_no_visits(shen, zhou, today):
    with pytest.raises(PermissionDenied):
        plan_visit(zhou.customer, day=today, by=shen)


def test_moving_a_plan_moves_its_reminders(lin, zhou, today, policy):
    visit = plan_visit(zhou.customer, day=today + 3 * TOMORROW, time=time(9, 30), by=lin)
    before = dict(Reminder.objects.filter(subject=visit.uuid).values_list("moment", "due_at"))

    reschedule_visit(visit, day=today + 4 * TOMORROW, time=time(9, 30), by=lin)

    after = dict(Reminder.objects.filter(subject=visit.uuid).values_list("moment", "due_at"))
    assert after == {moment: due + TOMORROW for moment, due in before.items()}
    assert sorted(after) == ["day_end", "evening_before", "hour_before", "last_day", "next_morning"]


def test_an_edited_plan_says_what_was_typed_last(planned, lin, topic):
    record = record_of(planned)
    changed = type(record)(objective="Fix the date of the meeting", topic=topic)

    edit_plan(planned, record=changed, time=time(15, 20), by=lin)

    planned.refresh_from_db()
    assert (planned.objective, planned.planned_time) == (
        "Fix the date of the meeting",
        time(15, 20),
    )
    assert record_of(Visit.objects.get(pk=planned.pk)).products == ()


def test_a_cancelled_visit_keeps_its_reason_and_reminds_nobody(planned, lin):
    cancel_visit(planned, because="She is at a congress", by=lin)

    planned.refresh_from_db()
    assert (planned.status, planned.status_reason) == ("cancelled", "She is at a congress")
    assert Reminder.objects.filter(subject=planned.uuid).count() == 0
    last = planned.history.first()
    assert (last.action, last.history_change_reason) == ("visit.cancel", "She is at a congress")


def test_cancelling_needs_a_reason(planned, lin):
    with pytest.raises(ValidationError) as refusal:
        cancel_visit(planned, because=" ", by=lin)

    assert list(refusal.value.message_dict) == ["because"]


def test_only_the_rep_herself_moves_her_visit(planned, chen, today):
    with pytest.raises(PermissionDenied):
        reschedule_visit(planned, day=today + TOMORROW, by=chen)


def test_a_visit_that_began_is_no_longer_moved(planned, lin, today):
    start_visit(planned, by=lin)

    with pytest.raises(ValidationError):
        reschedule_visit(planned, day=today + TOMORROW, by=lin)


@pytest.mark.parametrize("status", ["cancelled", "missed"])
def test_what_is_over_is_not_cancelled_again(planned, lin, arrange, status):
    with arrange():
        planned.status = status
        planned.save()

    with pytest.raises(ValidationError):
        cancel_visit(planned, because="Again", by=lin)


def test_every_status_says_what_may_follow():
    assert Visit.NEXT.keys() == set(Visit.Status)


def test_a_visit_in_progress_is_not_missed(planned, lin):
    start_visit(planned, by=lin)

    with pytest.raises(ValidationError):
        mark_missed(planned, by=lin)
