"""Zhou is erased: nobody plans to go there, follows up or is reminded, and figures are counted anew."""

import pytest

from accounts.models import Reminder
from analytics.models import DirtyDay
from compliance.services.erasure import approve_erasure, request_erasure
from tests import factories
from visits.services.follow_up import add_follow_up

pytestmark = pytest.mark.req("PRV-010")


@pytest.fixture
def erase(zhou, wen):
    ruan = factories.UserFactory(username="ruan", name="阮清", roles=["compliance"])

    def forget():
        case = request_erasure(zhou.customer, reason="a letter of 3 May", by=ruan)
        return approve_erasure(
            case, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        )

    return forget


def test_a_planned_visit_is_cancelled_and_nobody_reminded(planned, erase):
    before = Reminder.objects.filter(subject=planned.uuid).exists()

    erase()

    planned.refresh_from_db()
    after = Reminder.objects.filter(subject=planned.uuid, handled_at=None).exists()
    assert (planned.status, before, after) == ("cancelled", True, False)
    assert planned.history.latest("history_id").action == "person.erase"


def test_a_follow_up_is_dropped(zhou, lin, today, erase):
    row = add_follow_up(zhou.customer, what="send the paper", due_on=today, by=lin)

    erase()

    row.refresh_from_db()
    assert (row.is_open, row.dropped_reason, row.what) == (False, "–", "–")


def test_the_days_of_whom_she_was_assigned_to_are_counted_anew(zhou, lin, today, erase):
    DirtyDay.objects.all().delete()

    erase()

    assert DirtyDay.objects.filter(user=lin, date=today).exists()
