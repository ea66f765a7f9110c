"""Zhou asks what we hold on her: Ruan enters it, Wen checks who asks, makes the file and answers in time."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import sensitive
from accounts.field_register import registered
from accounts.models import Access
from accounts.services.calendar import add_business_days, seed_calendar
from accounts.services.job import run_job
from compliance.models import SubjectRequest
from compliance.person_file import models_about
from compliance.services.person_file import read_file, start_file
from compliance.services.subject_request import (
    answer_request,
    identify_subject,
    receive_request,
    refuse_request,
)
from customers.services.consent import give_consent
from customers.services.person import edit_person
from tests import factories
from tests.compliance.conftest import MOBILE, NAME, PHONE
from visits.models import FollowUp

pytestmark = pytest.mark.req("PRV-005")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def request_of_zhou(zhou, lin, ruan):
    edit_person(zhou, mobile=MOBILE, office_phone=PHONE, by=lin)
    return receive_request(zhou.customer, kind="access", how="letter", by=ruan)


@pytest.fixture
def identified(request_of_zhou, wen):
    return identify_subject(request_of_zhou, identity_check="in_person", by=wen)


@pytest.fixture
def made(identified, wen, zhou, lin, arrange):
    """The job that made her file, with what Lin does for her in it."""
    give_consent(
        zhou.customer,
        purpose="contact",
        channels=["phone"],
        how="spoken",
        words="On the ward",
        notice_version="2026-1",
        by=lin,
    )
    with arrange():
        FollowUp.objects.create(
            customer=zhou.customer, what="send it", owner=lin, due_on="2030-01-01"
        )
    return run_job(start_file(identified, because="her letter of 3 May", by=wen).pk)


def test_fifteen_working_days_count_from_the_day_it_arrived(request_of_zhou):
    row = SubjectRequest.objects.get()

    assert (row.status, row.received_on) == ("received", timezone.localdate())
    assert row.due_on == add_business_days(timezone.localdate(), 15)
    assert add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 23)  # a Friday, the Monday


def test_what_is_open_waits_for_the_holidays_that_become_known(request_of_zhou, an, arrange):
    row = SubjectRequest.objects.get()
    with arrange():
        row.received_on, row.due_on = date(2026, 2, 10), add_business_days(date(2026, 2, 10), 15)
        row.save()

    seed_calendar(2026, by=an)

    row.refresh_from_db()
    # The spring festival takes six working days; two Saturdays are made up.
    assert row.due_on == add_business_days(date(2026, 2, 10), 15) > date(2026, 3, 3)
    assert row.history.latest().action == "subject_request.renew_deadline"


def test_nothing_is_told_before_it_is_known_who_asks(request_of_zhou, wen):
    with pytest.raises(ValidationError, match="Check first who asks"):
        start_file(request_of_zhou, because="her letter", by=wen)
    with pytest.raises(ValidationError, match="can't become"):
        answer_request(request_of_zhou, answer="sent", by=wen)


def test_the_file_holds_whatever_is_held_in_plain(made, wen):
    bundle = zipfile.ZipFile(io.BytesIO(read_file(made)))
    data = json.loads(bundle.read("data.json"))
    told = {section["model"]: section["rows"] for section in data["sections"]}

    assert made.status == "done"
    assert (
        told["customers.customer"][0]["name"],
        told["customers.person"][0]["mobile_sealed"],
    ) == (
        NAME,
        MOBILE,
    )
    assert told["customers.consent"][0]["words_sealed"] == "On the ward"
    assert [row["what"] for row in told["visits.followup"]] == ["send it"]
    page = bundle.read("data.html").decode()
    assert NAME in page and MOBILE in page and "Everything that we hold on you" in page


def test_each_described_field_of_a_model_about_her_is_in_it(made):
    data = json.loads(zipfile.ZipFile(io.BytesIO(read_file(made))).read("data.json"))

    for section in data["sections"]:
        missing = registered()[section["model"]].keys() - section["rows"][0].keys()
        assert missing == set(), section["model"]


def test_models_of_every_app_are_asked_and_holds_stay_silent():
    about = {model._meta.label for model, _find in models_about()}

    assert {
        "visits.Visit",
        "visits.Request",
        "visits.AdverseEvent",
        "customers.Affiliation",
    } <= about
    assert "compliance.LegalHold" not in about


def test_nobody_else_s_data_are_in_it(made, identified, wen, lin, zhou, first_hospital, arrange):
    other = factories.PersonFactory(name="吴敏", organisation=first_hospital)
    with arrange():
        FollowUp.objects.create(
            customer=other.customer, what="for her", owner=lin, due_on="2030-01-01"
        )

    again = run_job(start_file(identified, because="once more", by=wen).pk)

    assert "吴敏" not in zipfile.ZipFile(io.BytesIO(read_file(again))).read("data.json").decode()


def test_it_lies_encrypted_is_taken_by_its_maker_alone_and_is_logged(
    made, as_user, wen, ruan, files, tmp_path
):
    (stored,) = [path for path in tmp_path.rglob("person-files/*") if path.is_file()]
    assert stored.read_text().startswith("s1:")
    url = f"/data-requests/files/{made.uuid}/"

    assert as_user(ruan).get(url).status_code == 404
    assert as_user(wen).get(url).headers["Content-Type"] == "application/zip"
    log = Access.objects.filter(user=wen, what="compliance.subjectrequest").order_by("pk")
    assert [(row.action, row.reason) for row in log] == [
        ("unmask", "her letter of 3 May"),
        ("export", ""),
    ]


def test_after_a_week_and_after_an_erasure_nobody_can_take_it(made, zhou):
    made.ended_at = timezone.now() - timedelta(days=8)
    assert read_file(made) is None

    made.ended_at = timezone.now()
    sensitive.destroy_keys(zhou.customer.uuid)
    assert read_file(made) is None


def test_the_answer_does_not_repeat_her_data(identified, wen):
    with pytest.raises(ValidationError, match="Leave out the person's name"):
        answer_request(identified, answer=f"sent to {NAME}", by=wen)

    assert answer_request(identified, answer="handed over in person", by=wen).status == "answered"


def test_a_steward_enters_and_does_not_decide(request_of_zhou, steward, zhou, lin):
    receive_request(zhou.customer, kind="correction", how="spoken", by=steward)
    for verb, said in (
        (identify_subject, {"identity_check": "document"}),
        (refuse_request, {"answer": "no"}),
    ):
        with pytest.raises(PermissionDenied):
            verb(request_of_zhou, **said, by=steward)
    with pytest.raises(PermissionDenied):
        receive_request(zhou.customer, kind="access", how="letter", by=lin)


def test_the_pages_lead_from_entry_to_answer(as_user, wen, zhou):
    browser = as_user(wen)
    entered = browser.post(
        f"/data-requests/for/{zhou.customer.uuid}/",
        {"kind": "access", "how": "letter", "received_on": timezone.localdate()},
    )
    page = entered.headers["Location"]

    browser.post(f"{page}identify/", {"identity_check": "document"})
    job = browser.post(f"{page}file/", {"because": "her letter"})
    browser.post(f"{page}close/", {"verdict": "answer", "answer": "handed over"})

    row = SubjectRequest.objects.get()
    assert (row.status, row.answer, row.closed_by) == ("answered", "handed over", wen)
    assert job.headers["Location"].startswith("/jobs/")
    assert NAME in browser.get("/data-requests/").text
    assert browser.get("/data-requests/", {"state": "late"}).context["page"].rows == []


@pytest.mark.req("ALL-01")
def test_a_program_enters_and_closes_it(as_user, wen, zhou):
    browser = as_user(wen)
    said = {"customer": str(zhou.customer.uuid), "kind": "correction", "how": "message"}
    row = browser.post("/api/v1/data-requests/", said, content_type="application/json").json()

    answer = browser.post(
        f"/api/v1/data-requests/{row['uuid']}/refuse/",
        {"answer": "It is as the register says"},
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "refused")
