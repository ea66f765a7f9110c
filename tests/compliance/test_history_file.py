"""Wen takes the changes that she found away: as a file at once, or a long one from the background; each time is logged."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.history import coming_from, deed
from accounts.models import Access, Job
from accounts.services.job import run_job
from compliance.services.history_file import HISTORY_FILE
from compliance.services.list_file import drop_expired_files
from customers.services.person import edit_person
from tests.visits.conftest import in_english, planned, policy, today, topic  # noqa: F401


@pytest.fixture
def renamed(lin, an):
    def rename(name, because="", **origin):
        with (
            coming_from(**({"channel": "web"} | origin)),
            deed("user.edit", by=an, because=because),
        ):
            lin.name = name
            lin.save()

    return rename


@pytest.fixture
def file_of(as_user, wen):
    """The lines of the CSV for a query string, each a dictionary."""

    def read(query):
        answer = as_user(wen).get(f"/history/?{query}&format=csv")
        assert answer.status_code == 200, answer.text
        return lines(answer)

    return read


def lines(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.req("CMP-01")
def test_a_line_says_who_did_what_to_which_record_and_why(file_of, renamed, lin, an):
    renamed("林晓", because="married", request_id="request-1")

    (line,) = file_of("type=accounts.user&action=edit")
    row = lin.history.first()
    assert line.pop("Page").endswith(f"/history/accounts.user/{lin.uuid}/?change={row.pk}")
    assert line == {
        "When": timezone.localtime(row.history_date).strftime("%Y-%m-%d %H:%M"),
        "Person": "安管",
        "On behalf of": "",
        "Action": "Edited",
        "Kind of record": "User",
        "Record": "林晓",
        "Changes": "Name: 林晓彤 → 林晓",
        "Reason": "married",
        "Channel": "Web pages",
        "Request code": "request-1",
        "Actor": an.actor,
        "Verb": "user.edit",
        "Key": str(lin.uuid),
    }


@pytest.mark.req("CMP-01")
def test_what_a_record_points_at_has_its_name_and_what_is_sealed_has_none(
    file_of,
    planned,  # noqa: F811
    zhou,
    lin,
):
    edit_person(zhou, mobile="13800138000", by=lin)
    edit_person(zhou, mobile="13900139000", by=lin)

    (visit,) = file_of("type=visits.visit")
    assert f"Customer: – → {zhou}" in visit["Changes"].split("; ")
    sealed, first, *_rest = file_of("type=customers.person&who=lin")
    assert "another value → ••••••" in sealed["Changes"]
    assert "1380013" not in first["Changes"] + sealed["Changes"]


@pytest.mark.req("CMP-01")
def test_what_a_worker_did_for_somebody_says_for_whom(file_of, renamed):
    renamed("林晓", channel="task")

    (line,) = file_of("type=accounts.user&action=edit")
    assert (line["Channel"], line["On behalf of"]) == ("Background work", "安管")


@pytest.mark.req("GL-016")
def test_a_reason_is_no_formula(file_of, renamed):
    renamed("林晓", because="=HYPERLINK(A1)")

    (line,) = file_of("type=accounts.user&action=edit")
    assert line["Reason"] == "'=HYPERLINK(A1)"


@pytest.mark.req("CMP-01")
def test_the_file_has_what_the_list_has_however_many_pages_are_read(
    monkeypatch, file_of, renamed, as_user, wen
):
    monkeypatch.setattr("compliance.history_file.READ_AT_ONCE", 2)
    for number in range(7):
        renamed(f"林{number}")

    listed = as_user(wen).get("/history/").context["page"].rows
    assert [(line["Verb"], line["Key"]) for line in file_of("")] == [
        (change.action, change.record.key) for change in listed
    ]
    (*_newer, oldest) = file_of("type=accounts.user&action=edit")
    assert oldest["Changes"] == "Name: 林晓彤 → 林0"


@pytest.mark.req("CMP-03")
def test_taking_it_away_is_logged_with_the_filter_and_the_number(file_of, renamed, wen):
    renamed("林晓")
    file_of("type=accounts.user&action=edit")

    row = Access.objects.get(action="export")
    assert (row.user, row.what, row.count) == (wen, "history", 1)
    assert row.filters == "type=accounts.user&action=edit&format=csv"


def test_a_sheet_holds_the_same(as_user, wen, renamed):
    renamed("林晓")

    answer = as_user(wen).get("/history/?type=accounts.user&action=edit&format=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heading, line = sheet.iter_rows(values_only=True)
    assert dict(zip(heading, line, strict=True))["Changes"] == "Name: 林晓彤 → 林晓"


def test_a_filter_that_cannot_be_is_told_on_the_page(as_user, wen):
    page = as_user(wen).get("/history/?text=林晓&format=csv")

    assert "Choose the kind of record" in page.text
    assert not Access.objects.filter(action="export").exists()


def test_many_changes_cost_as_many_queries_as_few(as_user, wen, renamed):
    client = as_user(wen)
    renamed("林晓")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get("/history/?type=accounts.user&format=csv")
        return len(caught)

    few = queries()
    for number in range(30):
        renamed(f"林{number}")

    assert queries() == few


@pytest.fixture
def long_list(monkeypatch, renamed):
    """More than a page waits for."""
    monkeypatch.setattr("compliance.views.history.AT_ONCE", 2)
    for number in range(3):
        renamed(f"林{number}")
    return "/history/files/?type=accounts.user&action=edit&format=csv"


@pytest.mark.req("CMP-01", "CMP-03")
def test_a_long_list_is_made_in_the_background_and_logged_when_it_is_taken(long_list, as_user, wen):
    client = as_user(wen)
    asked = client.get("/history/?type=accounts.user&action=edit&format=csv")
    assert (asked.status_code, asked["Location"]) == (302, long_list)
    assert "2,000" in client.get(long_list).text

    client.post(long_list)
    job = Job.objects.get()
    run_job(job.pk)
    assert not Access.objects.filter(action="export").exists()
    told = lines(client.get(f"/history/files/{job.uuid}/"))

    assert [line["Record"] for line in told] == ["林2"] * 3
    row = Access.objects.get(action="export")
    assert (row.what, row.count) == ("history", 3)
    assert row.filters == "type=accounts.user&action=edit&format=csv"


def test_a_list_too_long_for_a_file_says_how_to_narrow_it(long_list, as_user, wen, monkeypatch):
    monkeypatch.setattr(HISTORY_FILE, "at_most", {"csv": 2})
    as_user(wen).post(long_list)
    run_job(Job.objects.get().pk)

    job = Job.objects.get()
    assert (job.status, "Narrow them by days" in job.problem) == ("failed", True)


@pytest.mark.req("CMP-01")
def test_a_file_in_the_place_of_before_goes_as_well(long_list, as_user, wen):
    as_user(wen).post(long_list)
    job = Job.objects.get()
    run_job(job.pk)
    old = default_storage.save(f"history-files/{job.uuid}.csv", ContentFile(b"lines"))
    Job.objects.update(ended_at=timezone.now() - timedelta(days=8))
    drop_expired_files()

    assert not default_storage.exists(old)


def test_after_a_week_the_file_is_gone(long_list, as_user, wen):
    client = as_user(wen)
    client.post(long_list)
    job = Job.objects.get()
    run_job(job.pk)
    Job.objects.update(ended_at=timezone.now() - timedelta(days=8))
    drop_expired_files()

    assert client.get(f"/history/files/{job.uuid}/").status_code == 404


@pytest.mark.req("GL-016")
def test_nobody_else_takes_the_file_or_makes_one(long_list, as_user, wen, ruan, lin):
    as_user(wen).post(long_list)
    job = Job.objects.get()
    run_job(job.pk)

    assert as_user(ruan).get(f"/history/files/{job.uuid}/").status_code == 404
    assert as_user(lin).get(f"/history/files/{job.uuid}/").status_code == 403
    assert as_user(lin).post(long_list).status_code == 403
