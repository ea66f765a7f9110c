"""A customer mentions an adverse event: Quality knows at once, and the clock runs."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts import sensitive
from accounts.models import Access, Notification
from visits.models import AdverseEvent, Visit
from visits.services.adverse_event import (
    hand_over_adverse_event,
    open_from_visit,
    reveal_words,
)


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


@pytest.mark.req("PRV-002", "PRV-011")
def test_what_was_told_is_kept_in_cipher_and_shown_to_quality_for_a_reason(
    as_user, event, lin, qiao
):
    hand_over_adverse_event(event, what_happened="服药后第三天头晕。", by=lin)
    url = f"/adverse-events/{event.uuid}/"

    page, shown = as_user(qiao).get(url), as_user(qiao).post(url + "reveal/", {"because": "Triage"})

    assert "头晕" not in page.text and "服药后第三天头晕。" in shown.text
    entry = Access.objects.get(action="unmask")
    assert (entry.user, entry.what, entry.subject, entry.reason) == (
        qiao,
        "visits.adverseevent",
        event.uuid,
        "Triage",
    )
    with connection.cursor() as cursor:
        for table in ["visits_adverseevent", "visits_historicaladverseevent", "ledger_entry"]:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%%头晕%%'")
            assert cursor.fetchone() == (0,)


@pytest.mark.req("PRV-002")
def test_without_a_reason_it_stays_covered(as_user, event, lin, qiao):
    hand_over_adverse_event(event, what_happened="服药后第三天头晕。", by=lin)

    answer = as_user(qiao).post(f"/adverse-events/{event.uuid}/reveal/", {"because": ""})

    assert answer.status_code == 422
    assert answer.context["reveal"].errors.keys() == {"because"}
    assert "头晕" not in answer.text


@pytest.mark.req("PRV-002")
def test_after_the_hand_over_not_even_its_reporter_reads_it(as_user, event, lin):
    hand_over_adverse_event(event, what_happened="服药后第三天头晕。", by=lin)
    url = f"/adverse-events/{event.uuid}/"

    assert "头晕" not in as_user(lin).get(url).text
    assert as_user(lin).post(url + "reveal/", {"because": "Mine"}).status_code == 403


@pytest.mark.req("PRV-011")
def test_with_its_key_it_is_gone_for_good(event, lin, qiao):
    event = hand_over_adverse_event(event, what_happened="服药后第三天头晕。", by=lin)
    sensitive.destroy_keys(event.uuid)

    with pytest.raises(ValidationError, match="destroyed"):
        reveal_words(event, by=qiao, because="Triage")


def test_quality_finds_them_in_its_menu_and_nobody_else(as_user, event, qiao, mo):
    assert 'href="/adverse-events/"' in as_user(qiao).get("/requests/").text
    assert 'href="/adverse-events/"' not in as_user(mo).get("/requests/").text
