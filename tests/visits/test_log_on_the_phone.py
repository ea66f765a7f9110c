"""Lin logs visits on her phone: three taps for a planned one, seven at most for an unplanned one."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from visits.models import AdverseEvent, Visit, VisitDraft


def inputs_of(page):
    """What a browser would send: {name: [values]} of the log form's ticked and filled fields."""
    form = page.text.split('id="visit-form"')[1].split("</form>")[0]
    data = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        kind = re.search(r'type="([^"]*)"', tag)[1]
        if name is None or (kind in {"radio", "checkbox"} and " checked" not in tag):
            continue
        data.setdefault(name[1], []).append(value[1] if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*([^<]*)', form):
        data[name] = [text]
    data.pop("csrfmiddlewaretoken", None)
    return data


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


@pytest.fixture
def log_url(planned):
    return reverse("visits:visit_log", args=[planned.uuid])


@pytest.mark.req("PROMISE-3")
def test_a_planned_visit_takes_three_taps(phone, planned, log_url):
    today = phone.get("/")
    assert f'href="{log_url}"' in today.text

    form = phone.get(log_url)  # tap 1: the card
    typed = inputs_of(form) | {"outcome": ["seen"]}  # tap 2: the outcome
    answer = phone.post(log_url, typed | {"adverse_event": "no"})  # tap 3: one of two buttons

    assert (answer.status_code, answer.url) == (302, "/")
    planned.refresh_from_db()
    assert (planned.status, planned.outcome) == ("submitted", "seen")
    assert planned.effectiveness.missed == []
    assert planned.effectiveness.is_effective


@pytest.mark.req("PROMISE-3")
def test_neither_the_outcome_nor_the_adverse_event_answer_is_preset(phone, log_url):
    typed = inputs_of(phone.get(log_url))

    assert "outcome" not in typed
    assert "adverse_event" not in typed


@pytest.mark.req("CN-012")
def test_enter_in_a_text_field_answers_nothing_for_her(phone, planned, log_url):
    typed = inputs_of(phone.get(log_url)) | {"outcome": ["seen"], "adverse_event": [""]}

    answer = phone.post(log_url, typed)

    assert answer.status_code == 422
    assert "it is asked after every visit" in answer.text
    planned.refresh_from_db()
    assert planned.status == "planned"


@pytest.mark.req("GL-014")
@pytest.mark.parametrize(
    ("sent", "kept"),
    [("2026-11-22T01:52:03.120Z", "2026-11-22T01:52:03.120000+00:00"), ("half past nine", None)],
)
def test_the_phones_clock_is_kept_beside_the_servers(phone, planned, log_url, sent, kept):
    typed = inputs_of(phone.get(log_url)) | {"outcome": ["seen"], "adverse_event": "no"}

    phone.post(log_url, typed | {"device_time": sent})

    planned.refresh_from_db()
    assert (planned.device_time and planned.device_time.isoformat()) == kept
    assert timezone.now() - planned.submitted_at < timedelta(minutes=1)


@pytest.mark.req("VIS-04")
def test_an_unplanned_visit_takes_seven_taps(
    phone, lin, zhou, product, messages, topic, policy, first_hospital
):
    phone.get(reverse("visits:log_new"))  # tap 1: plus
    opened = phone.get(reverse("visits:log_new"), {"customer": zhou.customer.uuid})  # tap 2
    typed = inputs_of(phone.get(opened.url))
    key = product.uuid
    typed |= {
        "outcome": ["seen"],  # tap 3
        "products": [str(key)],  # tap 4
        f"messages-{key}": [str(messages[0].uuid)],  # tap 5
        f"reaction-{key}": ["interested"],  # tap 6
    }
    phone.post(opened.url, typed | {"adverse_event": "no"})  # tap 7

    visit = Visit.objects.get()
    assert (visit.status, visit.planned_on, visit.customer) == ("submitted", None, zhou.customer)
    assert [row.reaction for row in visit.products.all()] == ["interested"]
    assert visit.effectiveness.missed == ["objective"]


@pytest.mark.req("VIS-04b")
def test_not_seen_needs_nothing_else(phone, planned, log_url):
    answer = phone.post(
        log_url,
        inputs_of(phone.get(log_url)) | {"outcome": ["not_seen"], "adverse_event": "no"},
    )

    assert answer.url == "/"
    planned.refresh_from_db()
    assert (planned.outcome, planned.effectiveness.is_effective) == ("not_seen", False)


@pytest.mark.req("VIS-04")
def test_everything_missing_is_shown_beside_its_field_and_what_was_typed_is_kept(
    phone, planned, product, log_url
):
    typed = {
        "outcome": "seen",
        "products": str(product.uuid),
        "key_points": "She asked about dialysis",
        "started_at": "half past nine",
        "adverse_event": "no",
    }

    answer = phone.post(log_url, typed)

    assert answer.status_code == 422
    for field in ["topic", "next_step", "started_at", f"reaction-{product.uuid}"]:
        assert f'href="#field_{field}"' in answer.text
    assert "She asked about dialysis" in answer.text
    assert VisitDraft.objects.get(visit=planned).data["started_at"] == ["half past nine"]


@pytest.mark.req("CN-012")
def test_reporting_one_leads_to_the_adverse_event(phone, planned, log_url, qiao):
    answer = phone.post(
        log_url, inputs_of(phone.get(log_url)) | {"outcome": ["seen"], "adverse_event": "yes"}
    )

    event = AdverseEvent.objects.get(visit=planned)
    assert answer.url == reverse("visits:adverse_event_detail", args=[event.uuid])


def test_the_checklist_answers_each_change(phone, planned, log_url):
    url = reverse("visits:visit_checklist", args=[planned.uuid])
    typed = inputs_of(phone.get(log_url)) | {"outcome": ["seen"], "objective": [""]}

    answer = phone.post(url, typed, headers={"HX-Request": "true"})

    assert "Effective 6/7" in answer.text
    assert 'hx-swap-oob="true"' in answer.text


@pytest.mark.req("CN-002")
def test_without_a_filing_she_reads_it_before_typing(phone, lin, planned, log_url, arrange, wen):
    with arrange():
        filing = lin.filings.get()
        filing.valid_to = timezone.localdate() - timedelta(days=1)
        filing.save()

    page = phone.get(log_url)

    assert "can't be submitted now" in page.text
    assert "温知礼" in page.text


@pytest.mark.req("CN-002")
def test_what_she_typed_without_a_filing_is_kept_for_later(
    phone, lin, planned, log_url, arrange, wen
):
    typed = inputs_of(phone.get(log_url)) | {"outcome": ["seen"], "adverse_event": "no"}
    with arrange():
        filing = lin.filings.get()
        filing.valid_to = timezone.localdate() - timedelta(days=1)
        filing.save()

    answer = phone.post(log_url, typed)

    assert answer.status_code == 422
    assert "can't be submitted now" in answer.text
    assert VisitDraft.objects.get(visit=planned).data["outcome"] == ["seen"]
    planned.refresh_from_db()
    assert planned.status == "planned"


def test_a_submitted_visit_opens_as_its_page(phone, submitted):
    answer = phone.get(reverse("visits:visit_log", args=[submitted.uuid]))

    assert answer.url == reverse("visits:visit_detail", args=[submitted.uuid])
