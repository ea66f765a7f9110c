"""What is typed is kept at each change, comes back as it was, and goes with the submission."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from visits.models import VisitDraft
from visits.services.draft import save_draft

pytestmark = pytest.mark.req("VIS-04")


@pytest.fixture
def urls(planned):
    return {
        name: reverse(f"visits:visit_{name}", args=[planned.uuid])
        for name in ("draft", "log", "detail")
    }


def test_a_change_is_kept_and_opened_again(as_user, lin, planned, urls):
    phone = as_user(lin)

    answer = phone.post(
        urls["draft"], {"outcome": "seen", "key_points": "Dialysis", "minutes": "x"}
    )

    assert answer.status_code == 204
    page = phone.get(urls["log"]).text
    assert 'value="x"' in page
    assert "Dialysis" in page
    assert "Saved" in page


def test_the_answer_on_adverse_events_is_never_kept(as_user, lin, planned, urls):
    as_user(lin).post(urls["draft"], {"outcome": "seen", "adverse_event": "no"})

    assert VisitDraft.objects.get().data == {"outcome": ["seen"]}


def test_a_second_change_replaces_the_first(planned, lin):
    for words in ("one", "two"):
        save_draft(planned, data={"key_points": [words]}, by=lin)

    assert [draft.data for draft in VisitDraft.objects.all()] == [{"key_points": ["two"]}]


def test_a_draft_is_no_record_and_leaves_no_history(planned, lin):
    before = planned.history.count()

    save_draft(planned, data={"outcome": ["seen"]}, by=lin)

    assert planned.history.count() == before


def test_nobody_writes_into_somebody_elses_draft(planned, shen, chen, as_user, urls):
    with pytest.raises(PermissionDenied):
        save_draft(planned, data={}, by=shen)
    assert as_user(chen).post(urls["draft"], {"outcome": "seen"}).status_code == 404


def test_today_offers_to_resume_it(as_user, lin, planned, urls):
    phone = as_user(lin)
    phone.post(urls["draft"], {"outcome": "seen"})

    page = phone.get("/").text

    assert "Draft: 周岚" in page
    assert "Resume" in page
