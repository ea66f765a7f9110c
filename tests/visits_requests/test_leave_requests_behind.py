"""A colleague leaves; what customers wait for stays with somebody (ACC-06)."""

import pytest

from accounts.models import Notification, Reminder
from accounts.permissions import Role
from accounts.services.territory import join_territory
from tests.factories import LONG_AGO, UserFactory
from visits.models import AdverseEvent, Request
from visits.request_handover import hand_over_adverse_events, hand_over_requests
from visits.services.request import respond_to_request, take_request

pytestmark = pytest.mark.req("ACC-06")


@pytest.fixture
def shu(db):
    return UserFactory(username="shu", roles=[Role.MEDICAL])


def test_taken_requests_pass_to_the_successor_of_the_department(inquiry, mo, shu, arrange):
    take_request(inquiry, by=mo)
    with arrange():
        handed = hand_over_requests(mo, shu, mo)

    assert (handed, Request.objects.get().assignee) == (1, shu)
    waiting = Reminder.objects.filter(subject=inquiry.uuid, handled_at=None)
    assert set(waiting.values_list("user__username", flat=True)) == {"shu", "lin"}


def test_without_a_colleague_there_they_go_back_to_the_queue(inquiry, mo, lin, arrange):
    take_request(inquiry, by=mo)
    with arrange():
        hand_over_requests(mo, lin, mo)

    assert Request.objects.get().assignee is None


def test_the_answer_reaches_whoever_works_there_now(inquiry, mo, lin, territories, an, arrange):
    heir = UserFactory(username="heir", roles=[Role.REP])
    join_territory(heir, territories["E11"], valid_from=LONG_AGO, by=an)
    with arrange():
        lin.is_active = False
        lin.save()
    respond_to_request(inquiry, text="见附件。", by=mo)

    assert Notification.objects.get(kind="request.answered").user == heir


def test_each_answer_is_told(inquiry, mo, lin):
    respond_to_request(inquiry, text="收到。", by=mo)
    respond_to_request(inquiry, text="见附件。", by=mo)

    assert Notification.objects.filter(user=lin, kind="request.answered").count() == 2


def test_an_unfinished_report_of_an_adverse_event_goes_to_quality(lin, shen, zhou, qiao, arrange):
    with arrange():
        AdverseEvent.objects.create(
            customer=zhou.customer,
            reported_by=lin,
            aware_at="2026-11-01T01:00:00Z",
            due_at="2026-11-02T01:00:00Z",
        )
        hand_over_adverse_events(lin, shen, lin)

    assert AdverseEvent.objects.get().status == "handed_over"
    assert Notification.objects.get(user=qiao).kind == "adverse_event"
