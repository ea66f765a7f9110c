"""Lin gives care with evidence, or skips it with a reason; visits need no tick."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from customers.models import Care
from customers.services.care import finish_care, skip_care
from customers.services.care_cycle import turn_care
from tests.customers_care.conftest import lines_of
from visits.services.submission import submit_visit


@pytest.mark.req("CUS-05")
def test_two_taps_from_today(as_user, lin, zhou, due, pull):
    pull(due, days=40)
    browser = as_user(lin)
    today = browser.get("/").text
    assert f'href="/care/{due.uuid}/"' in today

    page = browser.get(f"/care/{due.uuid}/").text
    assert 'name="how" value="handed_over"' in page
    answer = browser.post(f"/care/{due.uuid}/done/", {"how": "handed_over"})

    assert answer.headers["Location"] == "/"
    due.refresh_from_db()
    assert (due.status, due.how, due.ended_by, due.ended_on) == (
        "done",
        "handed_over",
        lin,
        timezone.localdate(),
    )
    assert due.history.latest().action == "care.finish"
    assert str(due.uuid) not in browser.get("/").text


@pytest.mark.req("CUS-05")
def test_who_works_through_the_list_comes_back_to_it(as_user, lin, due):
    browser = as_user(lin)
    assert 'value="list"' in browser.get(f"/care/{due.uuid}/?from=list").text

    answer = browser.post(f"/care/{due.uuid}/done/", {"how": "sent", "origin": "list"})
    assert answer.headers["Location"] == "/care/"


@pytest.mark.req("CUS-05")
def test_without_evidence_nothing_is_done_and_what_was_typed_stays(
    as_user, lin, due, digest, arrange
):
    with arrange():
        digest.needs_note = True
        digest.save()
    answer = as_user(lin).post(f"/care/{due.uuid}/done/", {"how": "sent", "origin": "list"})

    assert "This one needs a note" in answer.text
    assert 'name="origin" value="list"' in answer.text
    with pytest.raises(ValidationError, match="Show what was done"):
        finish_care(due, by=lin)
    assert lines_of(due.customer) == [("Literature digest", "open")]


@pytest.mark.req("CUS-05")
def test_a_note_and_a_file_show_it_and_her_manager_may_open_them(
    as_user, lin, shen, chen, due, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("note.pdf", b"%PDF-1.7")
    as_user(lin).post(
        f"/care/{due.uuid}/done/", {"note": "Read with her: see page 3", "file": file}
    )

    due.refresh_from_db()
    page = as_user(shen).get(f"/care/{due.uuid}/").text
    assert "Read with her: see page 3" in page
    address = f"/attachments/{due.attachment.uuid}/"
    assert as_user(shen).get(address).status_code == 200
    assert as_user(chen).get(address).status_code == 404


@pytest.mark.req("CUS-05")
def test_it_is_skipped_with_a_reason_only(as_user, lin, due):
    refused = as_user(lin).post(f"/care/{due.uuid}/skip/", {"because": ""})
    assert "This field is required" in refused.text

    as_user(lin).post(f"/care/{due.uuid}/skip/", {"because": "At a congress all month"})
    due.refresh_from_db()
    assert (due.status, due.reason) == ("skipped", "At a congress all month")
    assert due.history.latest().history_change_reason == "At a congress all month"


@pytest.mark.req("CUS-05")
def test_what_has_ended_is_not_done_again(lin, due):
    finish_care(due, how="sent", by=lin)

    with pytest.raises(ValidationError, match="This care is done already"):
        skip_care(due, because="Twice", by=lin)


@pytest.mark.req("CUS-05")
def test_a_visit_fulfils_the_oldest_that_is_due(lin, zhou, in_force, planned, complete):
    in_force("strategic", "doctor", {"kind": "visit", "times": 2, "period": "year"})
    turn_care()
    rows = list(Care.objects.filter(customer=zhou.pk).order_by("due_on"))
    submit_visit(planned, record=complete, adverse_event=False, by=lin)

    rows[0].refresh_from_db()
    assert (rows[0].status, rows[0].visit_uuid, rows[0].ended_on) == (
        "done",
        planned.uuid,
        planned.day,
    )
    assert [row.status for row in Care.objects.open()] == ["open"] * (len(rows) - 1)
    assert rows[0].history.latest().action == "care.finish"


@pytest.mark.req("CUS-05")
def test_a_visit_where_she_was_not_seen_fulfils_nothing(lin, zhou, in_force, planned, complete):
    from dataclasses import replace

    in_force("strategic", "doctor", {"kind": "visit"})
    turn_care()
    submit_visit(planned, record=replace(complete, outcome="not_seen"), adverse_event=False, by=lin)

    assert lines_of(zhou) == [("Visit", "open")]


@pytest.mark.req("CUS-05")
def test_a_visit_logged_before_may_be_named_as_evidence_and_no_stranger_s(
    lin, zhou, in_force, planned, complete, as_user
):
    submit_visit(planned, record=complete, adverse_event=False, by=lin)
    in_force("strategic", "doctor", {"kind": "visit"})
    turn_care()
    care = Care.objects.get()
    page = as_user(lin).get(f"/care/{care.uuid}/").text
    assert f'value="{planned.uuid}" selected' in page

    with pytest.raises(ValidationError, match="A visit fulfils this"):
        finish_care(care, how="talked", by=lin)
    with pytest.raises(ValidationError, match="Choose one of your visits"):
        finish_care(care, visit=care.uuid, by=lin)
    finish_care(care, visit=planned.uuid, by=lin)
    assert lines_of(zhou) == [("Visit", "done")]


@pytest.mark.req("CUS-05")
def test_for_a_rep_of_another_region_it_does_not_exist(as_user, chen, due):
    browser = as_user(chen)

    assert browser.get(f"/care/{due.uuid}/").status_code == 404
    assert browser.post(f"/care/{due.uuid}/done/", {"how": "sent"}).status_code == 404
    assert "Literature digest" not in browser.get("/care/?state=all").text.partition("<tbody>")[2]


@pytest.mark.req("CUS-05")
def test_her_manager_reads_it_and_does_not_do_it_for_her(as_user, shen, due):
    assert as_user(shen).post(f"/care/{due.uuid}/done/", {"how": "sent"}).status_code == 403
    with pytest.raises(PermissionDenied):
        finish_care(due, how="sent", by=shen)


@pytest.mark.req("CUS-05", "PRV-010")
def test_who_is_erased_is_due_nothing_any_more(due, zhou, wen):
    from accounts.history import deed
    from accounts.registry import end_what_is_planned

    with deed("person.erase", by=wen):
        end_what_is_planned(zhou.customer)

    assert lines_of(zhou) == [("Literature digest", "closed")]


def test_days_are_those_of_the_person_who_does_it(lin, due):
    done = finish_care(due, how="sent", by=lin)

    assert done.ended_on - timezone.localdate() <= timedelta(days=1)
