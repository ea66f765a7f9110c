"""An adverse event goes to Quality at once, whatever the visit still lacks (CN-012, CN-013)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from tests.visits.test_log_on_the_phone import inputs_of
from visits.models import AdverseEvent, Visit, VisitDraft
from visits.services.adverse_event import hand_over_adverse_event, open_adverse_event
from visits.services.submission import submit_visit

pytestmark = pytest.mark.req("CN-012", "VIS-09")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


@pytest.fixture
def log_url(planned):
    return reverse("visits:visit_log", args=[planned.uuid])


@pytest.fixture
def half_typed(phone, log_url):
    """No outcome, a time that can't be read, and a note."""
    typed = inputs_of(phone.get(log_url))
    return typed | {"started_at": "half past nine", "key_points": "She spoke of a rash"}


def page_of(event):
    return reverse("visits:adverse_event_detail", args=[event.uuid])


@pytest.mark.req("CN-013")
def test_it_does_not_wait_for_the_visits_other_fields(phone, planned, log_url, half_typed, qiao):
    answer = phone.post(log_url, half_typed | {"adverse_event": "yes"}, follow=True)

    event = AdverseEvent.objects.get(visit=planned)
    assert answer.redirect_chain == [(page_of(event), 302)]
    assert "The visit is not submitted yet: what you typed is kept." in answer.text
    assert timezone.now() - event.aware_at < MINUTE
    assert Notification.objects.filter(user=qiao, kind="adverse_event").count() == 1
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_nothing_that_was_typed_is_lost_and_she_comes_back_to_it(
    phone, planned, log_url, half_typed, qiao
):
    phone.post(log_url, half_typed | {"adverse_event": "yes"})
    event = AdverseEvent.objects.get()

    answer = phone.post(page_of(event), {"what_happened": "A rash on the second day"}, follow=True)

    assert answer.redirect_chain == [(log_url, 302)]
    assert "She spoke of a rash" in answer.text
    assert "Quality has the adverse event." in answer.text
    assert VisitDraft.objects.get(visit=planned).data["started_at"] == ["half past nine"]
    event.refresh_from_db()
    assert event.status == "handed_over"


def test_the_visit_is_submitted_later_with_the_event_it_has(phone, planned, log_url, half_typed):
    phone.post(log_url, half_typed | {"adverse_event": "yes"})
    event = AdverseEvent.objects.get()
    start = timezone.localtime() - timedelta(hours=1)
    typed = inputs_of(phone.get(log_url)) | {
        "outcome": ["not_seen"],
        "started_at": start.strftime("%Y-%m-%dT%H:%M"),
        "minutes": "5",
    }

    page = phone.get(log_url).text
    assert page.count('value="yes">Submit, with the adverse event') == 1
    assert 'name="adverse_event" value="no"' not in page
    answer = phone.post(log_url, typed | {"adverse_event": "yes"})

    assert answer.url == page_of(event)
    assert AdverseEvent.objects.get(visit__status="submitted") == event
    event.refresh_from_db()
    assert event.aware_at == start.replace(second=0, microsecond=0)
    assert event.due_at == event.aware_at + timedelta(hours=24)


def test_once_it_is_open_she_reads_what_the_visit_lacks(phone, log_url, half_typed):
    for _time in range(2):
        answer = phone.post(log_url, half_typed | {"adverse_event": "yes"})

    assert answer.status_code == 422
    assert "Choose how it went." in answer.text
    assert "Quality must hear what happened by" in answer.text
    assert AdverseEvent.objects.count() == 1


def test_a_missing_filing_does_not_hold_it_up(phone, lin, planned, log_url, arrange, wen):
    typed = inputs_of(phone.get(log_url)) | {"key_points": "She spoke of a rash"}
    phone.post(reverse("visits:visit_draft", args=[planned.uuid]), typed)
    with arrange():
        filing = lin.filings.get()
        filing.valid_to = timezone.localdate() - timedelta(days=1)
        filing.save()
    assert "Report an adverse event now" in phone.get(log_url).text

    answer = phone.post(log_url, {"adverse_event": "yes"})

    assert answer.url == page_of(AdverseEvent.objects.get(visit=planned))
    assert VisitDraft.objects.get().data["key_points"] == ["She spoke of a rash"]


def test_a_visit_that_nobody_planned_can_tell_of_one_at_once(phone, zhou, policy, topic, lin):
    opened = phone.get(reverse("visits:log_new"), {"customer": zhou.customer.uuid})

    phone.post(opened.url, {"adverse_event": "yes"})

    assert AdverseEvent.objects.get().visit == Visit.objects.get(rep=lin)


def test_the_answer_no_is_refused_once_one_is_reported(planned, complete, lin):
    open_adverse_event(planned, by=lin)

    with pytest.raises(ValidationError) as refusal:
        submit_visit(planned, record=complete, adverse_event=False, by=lin)

    assert list(refusal.value.message_dict) == ["adverse_event"]


@pytest.mark.req("CN-013")
@pytest.mark.parametrize(("hours", "is_earlier"), [(-2, True), (2, False)])
def test_the_clock_starts_at_the_earlier_of_the_two_moments(
    planned, complete, lin, hours, is_earlier
):
    began = complete.started_at - timedelta(hours=3)
    event = open_adverse_event(planned, record=replace(complete, started_at=began), by=lin)
    hand_over_adverse_event(event, what_happened="A rash", by=lin)
    start = began + timedelta(hours=hours)
    end = start + 5 * MINUTE

    submit_visit(
        planned,
        record=replace(complete, started_at=start, ended_at=end),
        adverse_event=True,
        by=lin,
    )

    event.refresh_from_db()
    assert (event.aware_at, event.status) == (start if is_earlier else began, "handed_over")
    assert event.history.first().action == (
        "adverse_event.date_back" if is_earlier else "adverse_event.hand_over"
    )


@pytest.mark.req("CN-013")
def test_a_slip_in_the_typed_day_does_not_make_her_late(planned, complete, lin):
    last_year = complete.started_at - timedelta(days=365)

    event = open_adverse_event(planned, record=replace(complete, started_at=last_year), by=lin)

    assert timezone.now() - event.aware_at < MINUTE


def test_nobody_reports_from_somebody_elses_visit(planned, shen, arrange):
    with pytest.raises(PermissionDenied):
        open_adverse_event(planned, by=shen)
