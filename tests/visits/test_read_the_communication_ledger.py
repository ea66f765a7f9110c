"""Wen reads the communication ledger: each contact once, with what proves it, on the page, as a file and in the API."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Access, Job, RepFiling
from accounts.permissions import Role
from accounts.services.job import run_job
from compliance.models import Entry, Leaf
from compliance.services.erasure import approve_erasure, request_erasure
from tests import factories
from visits.models import Appointment
from visits.services.amendment import accept_amendment, file_amendment
from visits.services.touchpoint_file import TOUCHPOINT_FILE
from visits.services.visit import plan_visit

PAGE = "/communication-ledger/"


@pytest.fixture
def sealed(submitted):
    """The seal has come as far as the visit."""
    entry = Entry.objects.filter(table="visits_visit", key=str(submitted.pk)).latest("id")
    place = 1 + (Leaf.objects.order_by("-index").values_list("index", flat=True).first() or 40)
    Leaf.objects.create(
        index=place, incarnation=entry.incarnation, xid=entry.xid, entry=entry.id, hashed=b"x" * 32
    )
    return place


def lines_of(answer):
    assert answer.status_code == 200, answer.text
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.req("CN-026")
def test_a_line_says_who_where_whom_about_what_and_what_proves_it(
    as_user, wen, lin, submitted, sealed
):
    (line,) = lines_of(as_user(wen).get(PAGE, {"format": "csv"}))

    start, end = (submitted.started_at, submitted.ended_at)
    hours = [line.pop("Began"), line.pop("Ended"), line.pop("Submitted")]
    assert [hour[:10] for hour in hours] == [f"{submitted.day}"] * 3
    assert line == {
        "Day": f"{submitted.day}",
        "Minutes": str((end - start).seconds // 60),
        "Representative": "林晓彤",
        "Filing number": RepFiling.objects.get(user=lin).number,
        "Territory": submitted.territory.name,
        "Customer": "周岚",
        "Place": str(submitted.organisation),
        "Department": "",
        "Met in": submitted.get_location_display(),
        "Form of contact": submitted.get_interaction_display(),
        "Appointment": "",
        "People present": "周岚",
        "Channel": "Face to face",
        "Outcome": "Seen",
        "Topic": "Therapy",
        "Objective": "Hand over the subgroup data",
        "Products": str(submitted.products.get().product),
        "Messages covered": str(submitted.products.get().messages.get().key_message),
        "Materials shown": "",
        "Reaction": f"{submitted.products.get().product}: Interested",
        "Key points": "",
        "Customer's feedback": "",
        "Next step": "Send material",
        "Adverse event mentioned": "No",
        "Hours until logged": "0",
        "Approvals": "",
        "Key": str(submitted.uuid),
        "Place in the ledger": str(sealed),
    }


@pytest.mark.req("CN-026")
def test_what_was_changed_since_the_seal_is_unsealed_and_says_who_accepted_it(
    as_user, wen, lin, shen, submitted, sealed, complete
):

    amended = replace(complete, key_points="the subgroup of the over 75")
    asked = file_amendment(submitted, record=amended, reason="left out", by=lin)
    accept_amendment(asked, because="", by=shen, credentials=factories.signing(shen))

    (line,) = lines_of(as_user(wen).get(PAGE, {"format": "csv"}))
    day = f"{asked.decided_at:%Y-%m-%d}" if asked.decided_at else f"{submitted.day}"
    assert line["Place in the ledger"] == "unsealed"
    assert line["Key points"] == "the subgroup of the over 75"
    assert line["Approvals"] == f"Amendment accepted by {shen.name} on {day}"


@pytest.mark.req("CN-009", "PRV-010")
def test_who_gave_the_appointment_is_left_out_once_whom_it_was_for_is_erased(
    as_user, wen, lin, arrange, submitted, first_hospital
):
    at = {"starts_at": submitted.started_at, "ends_at": submitted.ended_at}
    told = timezone.localtime(submitted.started_at).strftime("%Y-%m-%d %H:%M")
    with arrange():
        submitted.appointment = Appointment.objects.create(
            **at,
            rep=lin,
            territory=submitted.territory,
            organisation=first_hospital,
            status="approved",
            approved_by="周岚",
            approved_at=submitted.started_at,
        )
        submitted.save()

    def appointment():
        (line,) = lines_of(as_user(wen).get(PAGE, {"format": "csv"}))
        return line["Appointment"]

    assert appointment() == f"周岚, {told}"
    ruan = factories.UserFactory(roles=[Role.COMPLIANCE])
    asked = request_erasure(submitted.customer, reason="asked by letter", by=ruan)
    approve_erasure(asked, because="no duty", by=wen, credentials=factories.signing(wen))
    assert appointment() == told


@pytest.mark.req("CN-026")
def test_what_did_not_take_place_is_no_contact(as_user, lin, planned, zhou, today, submitted):

    plan_visit(zhou.customer, day=today + timedelta(days=1), by=lin)

    page = as_user(lin).get(PAGE).context["page"]
    assert [one.visit for one in page.rows] == [submitted]


@pytest.mark.req("CN-026", "VIS-11")
def test_scope_and_period_narrow_the_page_and_the_file_alike(as_user, shen, lin, submitted, today):
    desk = as_user(shen)
    inside = {"since": today, "until": today, "rep": lin.uuid}
    outside = {"until": "2020-01-01"}

    assert [len(desk.get(PAGE, asked).context["page"].rows) for asked in (inside, outside)] == [
        1,
        0,
    ]
    files = [lines_of(desk.get(PAGE, asked | {"format": "csv"})) for asked in (inside, outside)]
    assert [len(lines) for lines in files] == [1, 0]


@pytest.mark.req("VIS-11")
def test_a_sheet_and_a_print_say_the_same(as_user, wen, submitted):
    desk = as_user(wen)
    sheet = b"".join(desk.get(PAGE, {"format": "xlsx"}).streaming_content)
    paper = b"".join(desk.get(PAGE, {"format": "pdf"}).streaming_content)

    heading, line = load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True)
    assert dict(zip(heading, line, strict=True))["Customer"] == "周岚"
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert [word in text for word in ("Communication ledger", "周岚", "林晓彤", "unsealed")] == [
        True
    ] * 4
    assert Access.objects.filter(user=wen, action="export", count=1).count() == 2


@pytest.mark.req("VIS-11")
@pytest.mark.parametrize("form", ["csv", "pdf"])
def test_a_long_one_is_made_in_the_background(as_user, wen, submitted, monkeypatch, form):
    monkeypatch.setattr("visits.views.touchpoint.AT_ONCE", 0)
    desk = as_user(wen)
    asked = desk.get(PAGE, {"format": form})
    assert asked["Location"] == f"{reverse('visits:touchpoint_file_new')}?format={form}"

    desk.get(asked["Location"])
    desk.post(asked["Location"])
    job = Job.objects.get()
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"rows": 1})
    taken = desk.get(reverse("visits:touchpoint_file", args=[job.uuid]))
    assert taken["Content-Disposition"].endswith(f'.{form}"')
    assert Access.objects.get(action="export").count == 1


def test_a_period_too_long_for_paper_says_how_to_narrow_it(as_user, wen, submitted, monkeypatch):
    monkeypatch.setitem(TOUCHPOINT_FILE.at_most, "pdf", 0)
    as_user(wen).post(reverse("visits:touchpoint_file_new") + "?format=pdf")
    run_job(Job.objects.get().pk)

    assert "Narrow them by days" in Job.objects.get().problem


@pytest.mark.req("CN-026")
def test_each_sees_what_is_hers(as_user, chen, wen, submitted):
    assert as_user(chen).get(PAGE).context["page"].rows == []
    assert len(as_user(wen).get(PAGE).context["page"].rows) == 1


@pytest.mark.req("CN-026")
def test_the_api_tells_the_same(as_user, wen, submitted, sealed):
    (line,) = as_user(wen).get("/api/v1/communication-ledger/").json()["results"]

    assert line["visit"]["uuid"] == str(submitted.uuid)
    assert (line["position"], line["approvals"]) == (sealed, "")


def test_many_lines_cost_as_many_queries_as_one(as_user, lin, logged_on, zhou):

    desk = as_user(lin)
    now = timezone.now()

    def queries():
        with CaptureQueriesContext(connection) as caught:
            desk.get(PAGE)
        return len(caught)

    logged_on(now - timedelta(minutes=30))
    desk.get(PAGE)
    few = queries()
    for minutes in (60, 90, 120):
        logged_on(now - timedelta(minutes=minutes))
    assert (queries(), few <= 12) == (few, True)
