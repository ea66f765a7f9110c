"""Lin asks First Hospital for an appointment, and notes its answer (CN-009)."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Reminder
from tests.visits.test_keep_to_house_rules import refused
from visits.house_rules import ZONE
from visits.models import Appointment
from visits.services.appointment import (
    approve_appointment,
    ask_for_appointment,
    ask_for_slot,
    cancel_appointment,
    refuse_appointment,
)
from visits.services.visit import plan_visit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAPER = b"%PDF-1.7 consent"


@pytest.mark.req("CN-009")
def test_one_tap_on_the_plan_asks_for_the_slot_and_reminds_until_it_is_answered(
    as_user, by_appointment, lin, zhou, policy, today
):
    by_appointment(opens_at=time(14), closes_at=time(16), place="Room 3", host="药学部")
    visit = plan_visit(zhou.customer, day=today + 14 * DAY, by=lin)
    page = as_user(lin).get(reverse("visits:visit_detail", args=[visit.uuid])).text
    slot = page.split('name="day" value="')[1].split('"')[0]

    as_user(lin).post(reverse("visits:appointment_ask", args=[visit.uuid]), {"day": slot})

    asked = Appointment.objects.get()
    visit.refresh_from_db()
    assert (visit.appointment, asked.place, asked.host) == (asked, "Room 3", "药学部")
    there = asked.starts_at.astimezone(ZONE)
    assert (there.date().isoformat(), there.time()) == (slot, time(14))
    waiting = Reminder.objects.filter(kind="appointment.unanswered", subject=asked.uuid)
    approve_appointment(asked, approved_by="药学部王主任", by=lin)
    assert list(waiting.filter(handled_at=None)) == []


@pytest.mark.req("CN-009")
def test_an_answer_from_before_now_needs_its_proof(lin, appointment):
    asked, before = appointment(), timezone.now() - DAY
    given = {"approved_by": "药学部", "approved_at": before, "by": lin}

    assert list(refused(approve_appointment, asked, **given)) == ["evidence"]
    proof = SimpleUploadedFile("message.pdf", PAPER)
    assert approve_appointment(asked, **given, evidence=proof).approved_at == before


@pytest.mark.req("CN-009")
def test_it_is_asked_for_and_answered_on_pages(as_user, lin, first_hospital, today):
    browser, house = as_user(lin), first_hospital.customer.uuid
    said = {"day": str(today + DAY), "opens_at": "15:00", "closes_at": "14:00"}
    assert browser.post(f"/appointments/at/{house}/", said).status_code == 422

    page = browser.post(f"/appointments/at/{house}/", said | {"closes_at": "16:00"})["Location"]
    assert browser.post(f"{page}approve/", {"approve-approved_by": ""}).status_code == 422
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    answer = {"approve-approved_by": "药学部王主任", "approve-approved_at": now}
    assert browser.post(f"{page}approve/", answer).status_code == 302

    assert "药学部王主任" in browser.get(page).text
    assert "Given" in browser.get("/appointments/?format=csv").getvalue().decode()


@pytest.mark.req("CN-009")
def test_what_the_house_refused_stays_refused_and_what_it_gave_can_be_cancelled(
    lin, chen, appointment
):
    asked, other = appointment(), appointment()
    with pytest.raises(PermissionDenied):
        refuse_appointment(asked, answer="no", by=chen)

    refuse_appointment(asked, answer="Too many", by=lin)
    with pytest.raises(ValidationError, match="cannot become"):
        approve_appointment(asked, approved_by="药学部", by=lin)
    approve_appointment(other, approved_by="药学部", by=lin)
    assert cancel_appointment(other, because="Ill", by=lin).status == "cancelled"


@pytest.mark.req("CN-009")
def test_it_is_asked_for_ahead_and_at_ones_own_houses(lin, chen, first_hospital):
    now = timezone.now()
    times = {"starts_at": now - 2 * DAY, "ends_at": now}
    assert list(refused(ask_for_appointment, first_hospital, **times, by=lin)) == ["starts_at"]
    ahead = {"starts_at": now + DAY, "ends_at": now + DAY + HOUR}
    assert list(refused(ask_for_appointment, first_hospital, **ahead, by=chen)) == ["organisation"]


@pytest.mark.req("CN-009")
def test_a_day_on_which_nobody_is_received_cannot_be_asked_for(by_appointment, planned, lin, today):
    by_appointment(weekdays=[(today + DAY).weekday()])

    assert list(refused(ask_for_slot, planned, day=today, by=lin)) == ["day"]
