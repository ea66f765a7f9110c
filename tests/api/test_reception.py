"""Programs read when houses receive, ask for appointments and waivers, and learn what speaks against a visit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import ReceptionPolicy
from customers.services.persona_fact import note_fact
from tests import factories
from visits.models import Appointment, Waiver
from visits.services.visit import plan_visit

FRIDAYS = {"mode": "appointment", "weekdays": [4], "opens_at": "15:00", "closes_at": "17:00"}


@pytest.fixture
def posts(as_user):
    def post(user, path, **said):
        url = f"/api/v1/{path}"
        return as_user(user).post(url, said, content_type="application/json")

    return post


@pytest.mark.req("CN-008")
def test_a_rule_is_written_read_and_answers_with_its_slots(
    posts, as_user, shen, lin, first_hospital
):
    house = str(first_hospital.customer.uuid)
    said = FRIDAYS | {"organisation": house, "valid_from": "2025-01-01", "lead_days": 5}
    assert posts(lin, "receptions/", **said).status_code == 403

    made = posts(shen, "receptions/", **said).json()

    assert made["sentence"] == (
        "Representatives are received every Friday, 15:00–17:00, ask 5 working days before."
    )
    page = f"/api/v1/receptions/{made['uuid']}/slots/"
    slots = as_user(lin).get(page, {"first": "2030-03-01", "last": "2030-03-09"}).json()["slots"]
    assert [(slot["day"], slot["ask_by"]) for slot in slots] == [
        ("2030-03-01", "2030-02-22"),
        ("2030-03-08", "2030-03-01"),
    ]
    ended = posts(shen, f"receptions/{made['uuid']}/end/", on="2099-01-01").json()
    assert ended["valid_to"] == "2099-01-01"
    assert ReceptionPolicy.objects.get().version == 1


@pytest.mark.req("CN-009")
def test_an_appointment_is_asked_for_and_given(posts, lin, first_hospital):
    start = timezone.now() + timedelta(days=2)
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    asked = posts(lin, "appointments/", organisation=str(first_hospital.customer.uuid), **times)

    given = posts(lin, f"appointments/{asked.json()['uuid']}/approve/", approved_by="药学部")

    assert (asked.status_code, given.json()["status"]) == (201, "approved")
    assert Appointment.objects.get().approved_by == "药学部"


@pytest.mark.req("VIS-04c")
def test_a_plan_is_answered_with_what_speaks_against_it_and_a_waiver_is_asked_for(
    posts, as_user, lin, shen, zhou
):
    note_fact(zhou.customer, kind="visits_wanted", value="do_not_visit", source="visit", by=lin)
    day = str(timezone.localdate() + timedelta(days=1))
    wish = [{"code": "wish", "sentence": "This customer wishes no visits.", "stops": True}]
    asked = {"customer": str(zhou.customer.uuid), "day": day}
    assert as_user(lin).get("/api/v1/visits/notices/", asked).json() == {"notices": wish}

    plan = posts(lin, "visits/", **asked).json()

    assert plan["notices"] == wish
    posts(lin, f"visits/{plan['uuid']}/waiver/", against=["wish"], reason="A safety letter")
    waiver = Waiver.objects.get()
    decided = posts(shen, f"waivers/{waiver.uuid}/approve/").json()
    assert (decided["status"], decided["against"]) == ("approved", ["wish"])


@pytest.mark.req("CN-009")
def test_a_strangers_appointments_and_waivers_are_not_there(
    as_user, arrange, lin, chen, zhou, first_hospital, territories
):
    visit = plan_visit(zhou.customer, day=timezone.localdate(), by=lin)
    with arrange():
        Waiver.objects.create(
            visit=visit, against=["wish"], day=visit.day, reason="x", requested_by=lin
        )
        now = timezone.now()
        Appointment.objects.create(
            rep=lin,
            territory=territories["E11"],
            organisation=first_hospital,
            starts_at=now,
            ends_at=now + timedelta(hours=1),
        )
        ReceptionPolicy.objects.create(
            organisation=first_hospital, version=1, mode="open", valid_from=factories.LONG_AGO
        )

    for noun in ("appointments", "waivers", "receptions"):
        found = [len(as_user(who).get(f"/api/v1/{noun}/").json()["results"]) for who in (lin, chen)]
        assert found == [1, 0], noun
    for page in ("/appointments/", "/waivers/"):
        assert as_user(lin).get(page).context["count"] == 1
        assert as_user(chen).get(page).context["count"] == 0
