"""Two visits of one rep at one time: she is warned beside the time, and may say that both are right."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.visits.test_log_on_the_phone import inputs_of
from visits.models import Visit, VisitAmendment

MINUTE = timedelta(minutes=1)
WARNING = "At that time you were with 周岚"
TICK = "Both visits did take place at that time"


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


@pytest.fixture
def earlier(logged_on):
    """From two hours ago, twenty minutes."""
    return logged_on((timezone.now() - timedelta(hours=2)).replace(second=0, microsecond=0))


@pytest.fixture
def typed_at(phone, planned):
    """typed_at(moment): the form of the planned visit, lasting ten minutes from then on."""
    url = reverse("visits:visit_log", args=[planned.uuid])

    def post(moment, **more):
        times = {
            "started_at": timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M"),
            "minutes": "10",
            "outcome": ["not_seen"],
            "adverse_event": "no",
        }
        return phone.post(url, inputs_of(phone.get(url)) | times | more)

    return post


@pytest.mark.req("VIS-02")
@pytest.mark.parametrize("minutes", [-9, 0, 5, 19])
def test_a_time_in_another_visit_is_pointed_out(earlier, planned, typed_at, minutes):
    answer = typed_at(earlier.started_at + minutes * MINUTE)

    assert answer.status_code == 422
    assert WARNING in answer.text
    assert TICK in answer.text
    planned.refresh_from_db()
    assert planned.status == "planned"


@pytest.mark.req("VIS-02")
@pytest.mark.parametrize("minutes", [-10, 20])
def test_one_after_the_other_is_no_overlap(earlier, typed_at, minutes):
    assert typed_at(earlier.started_at + minutes * MINUTE).status_code == 302


@pytest.mark.req("VIS-02")
def test_she_says_that_both_are_right(earlier, planned, typed_at):
    answer = typed_at(earlier.started_at, is_overlap_right="on")

    assert answer.status_code == 302
    planned.refresh_from_db()
    assert planned.status == "submitted"


@pytest.mark.req("VIS-02")
def test_the_tick_is_offered_only_when_there_is_something_to_confirm(phone, planned, typed_at):
    assert TICK not in phone.get(reverse("visits:visit_log", args=[planned.uuid])).text
    assert TICK not in typed_at(timezone.now() - timedelta(hours=2), outcome=[""]).text


@pytest.mark.req("VIS-02", "VIS-04c")
def test_a_time_that_nobody_typed_is_not_questioned(phone, planned, logged_on, arrange):
    """Two logged within minutes: the second began when its page was opened."""
    earlier = logged_on(timezone.now() - 25 * MINUTE)
    with arrange():
        planned.started_at = earlier.started_at + MINUTE
        planned.save()
    url = reverse("visits:visit_log", args=[planned.uuid])
    said = {"outcome": ["not_seen"], "adverse_event": "no"}

    assert phone.post(url, inputs_of(phone.get(url)) | said).status_code == 302


@pytest.mark.req("VIS-02", "VIS-04")
def test_the_warning_comes_with_all_else_that_is_missing(earlier, typed_at):
    answer = typed_at(earlier.started_at, outcome=[""])

    assert WARNING in answer.text
    assert "Choose how it went." in answer.text


@pytest.mark.req("VIS-02")
def test_an_amendment_is_asked_only_if_it_moves_the_visit(earlier, typed_at, phone, lin):
    typed_at(earlier.started_at, is_overlap_right="on")
    visit = Visit.objects.exclude(pk=earlier.pk).get()
    url = reverse("visits:amendment_new", args=[visit.uuid])
    base = {
        "outcome": "refused",
        "reason": "Mistyped",
        "started_at": timezone.localtime(visit.started_at).strftime("%Y-%m-%dT%H:%M"),
    }

    assert WARNING in phone.post(url, base | {"minutes": "12"}).text
    assert phone.post(url, base | {"minutes": "10"}).status_code == 302
    assert VisitAmendment.objects.get().values["outcome"] == "refused"
