"""A customer mentions an adverse event: Quality knows at once, and the clock runs."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Notification
from visits.models import AdverseEvent, Visit
from visits.services.adverse_event import hand_over_adverse_event, open_from_visit


@pytest.fixture
def visit(lin, zhou, territories, arrange):
    with arrange():
        return Visit.objects.create(
            rep=lin,
            customer=zhou.customer,
            territory=territories["E11"],
            day=timezone.localdate(),
            started_at=timezone.now() - datetime.timedelta(hours=1),
        )


@pytest.fixture
def event(visit, qiao, lin):
    return open_from_visit(visit, by=lin)


@pytest.mark.req("CN-012")
def test_the_draft_is_due_a_day_after_the_visit_began_and_quality_is_told(event, visit, qiao):
    assert event.due_at == visit.started_at + datetime.timedelta(hours=24)
    assert Notification.objects.get(user=qiao).kind == "adverse_event"


def test_the_reporter_hands_it_over_once(event, lin):
    hand_over_adverse_event(event, what_happened="服药后第三天头晕。", by=lin)

    assert AdverseEvent.objects.get().status == "handed_over"
    with pytest.raises(ValidationError, match="Quality has it"):
        hand_over_adverse_event(event, what_happened="其实没有。", by=lin)


def test_only_quality_and_the_reporter_know_of_it(as_user, event, lin, qiao, shen, chen, mo):
    url = f"/adverse-events/{event.uuid}/"

    statuses = {u.username: as_user(u).get(url).status_code for u in (lin, qiao, shen, chen, mo)}
    assert statuses == {"lin": 200, "qiao": 200, "shen": 404, "chen": 404, "mo": 404}


def test_an_empty_report_is_refused_beside_the_field(as_user, event, lin):
    response = as_user(lin).post(f"/adverse-events/{event.uuid}/", {"what_happened": " "})

    assert response.context["form"].errors.keys() == {"what_happened"}
