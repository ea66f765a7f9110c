"""Lin keeps to how First Hospital receives representatives: appointments, times, closed places, forms of contact."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Reminder
from compliance.models import Alert
from compliance.risk.wording import sentence_of
from compliance.services.evaluation import evaluate_by_night
from customers.services.reception_policy import introduce_reception
from tests import factories
from tests.customers.test_reception_policy import FRIDAYS
from tests.customers.test_reception_policy import policy as rule_of
from visits.house_rules import ZONE, Moment, against_house
from visits.models import Against, Appointment
from visits.services.appointment import (
    approve_appointment,
    ask_for_appointment,
    ask_for_slot,
    cancel_appointment,
    refuse_appointment,
)
from visits.services.house_consent import attach_house_consent
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit
from visits.services.waiver import approve_waiver, ask_for_waiver, refuse_waiver

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAPER = b"%PDF-1.7 consent"


@pytest.fixture
def by_appointment(first_hospital, shen):
    """introduced today: First Hospital receives by appointment, whatever the hour."""

    def rule(**more):
        values = {"mode": "appointment", "valid_from": factories.LONG_AGO} | more
        return introduce_reception(first_hospital, **values, by=shen)

    return rule


@pytest.fixture
def appointment(arrange, lin, first_hospital, complete, territories):
    """appointment(approved_at=…): Lin's at First Hospital around the visit of `complete`."""

    def make(**values):
        row = {
            "rep": lin,
            "territory": territories["E11"],
            "organisation": first_hospital,
            "starts_at": complete.started_at - timedelta(minutes=5),
            "ends_at": complete.started_at + HOUR,
        }
        if values.get("approved_at"):
            row |= {"status": "approved", "approved_by": "药学部王主任"}
        with arrange():
            return Appointment.objects.create(**row | values)

    return make


@pytest.fixture
def submits(planned, complete, lin):
    return lambda **said: submit_visit(
        planned, record=replace(complete, **said), adverse_event=False, by=lin
    )


def refused(verb, *given, **values):
    with pytest.raises(ValidationError) as refusal:
        verb(*given, **values)
    return refusal.value.message_dict


def noticed(rule):
    evaluate_by_night()
    return [
        (alert.severity, sentence_of(alert))
        for alert in Alert.objects.filter(rule=rule).order_by("pk")
    ]


@pytest.mark.req("CN-009", "RSK-26")
def test_a_visit_without_the_appointment_that_the_house_asks_for_is_refused(
    by_appointment, submits
):
    by_appointment()

    assert refused(submits) == {
        "appointment": ["临江市第一人民医院 asks for an appointment (rule v1)."]
    }
    assert noticed("RSK-26") == []


@pytest.mark.req("CN-009")
def test_nobody_met_needs_no_appointment_and_costs_nothing(by_appointment, submits):
    by_appointment()

    assert submits(outcome="gate_only", products=()).status == "submitted"


@pytest.mark.req("CN-009", "RSK-26")
def test_with_the_appointment_given_before_it_is_taken_and_names_it(
    by_appointment, appointment, complete, submits
):
    by_appointment()
    given = appointment(approved_at=complete.started_at - HOUR)

    assert submits().appointment == given
    assert noticed("RSK-26") == []


@pytest.mark.req("CN-009", "RSK-26")
def test_given_after_it_had_begun_the_visit_is_taken_and_noticed(
    wen, by_appointment, appointment, complete, submits
):
    by_appointment()
    appointment(approved_at=complete.started_at + timedelta(minutes=1))

    assert submits().status == "submitted"
    said = ("high", "The appointment was given after the visit had begun (rule v1).")
    assert noticed("RSK-26") == [said]
    assert noticed("RSK-26") == [said]


@pytest.mark.req("CN-009", "RSK-26")
def test_a_house_that_only_flags_takes_the_visit_and_compliance_hears_of_it(
    wen, by_appointment, submits
):
    by_appointment(missing_appointment="flag")

    assert submits().status == "submitted"
    assert noticed("RSK-26") == [("high", "There was no appointment (rule v1).")]


FRIDAY = datetime(2025, 11, 7, 15, 0, tzinfo=ZONE)


@pytest.mark.req("CN-009", "RSK-26")
@pytest.mark.parametrize(
    ("mode", "minutes", "against"),
    [
        ("window", 0, None),
        ("window", -1, Against.OUTSIDE),
        ("window", 120, Against.OUTSIDE),
        ("window", 24 * 60, Against.OUTSIDE),
        ("banned", 0, Against.BANNED),
        ("open", -1, None),
        ("appointment", 0, Against.NO_APPOINTMENT),
    ],
)
def test_what_stands_against_a_moment(db, mode, minutes, against):
    moment = Moment.of(FRIDAY + timedelta(minutes=minutes))

    assert against_house(rule_of(**FRIDAYS | {"mode": mode}), moment, None) == against


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


@pytest.mark.req("CN-010", "RSK-27")
def test_the_ward_needs_a_reason_and_opens_an_alert_with_the_version(wen, submits):
    assert refused(submits, location="ward") == {
        "location_reason": ["This place is closed to representatives here: say why you met there."]
    }

    submits(location="ward", location_reason="He was called away")

    assert noticed("RSK-27") == [("high", "Met in a closed place: Ward (rule default).")]


@pytest.mark.req("CN-010", "RSK-27")
def test_a_house_that_opens_its_wards_says_so_in_its_own_rule(wen, by_appointment, submits):
    by_appointment(mode="open", banned_locations=["it", "office"])

    assert list(refused(submits, location="office")) == ["location_reason"]
    submits(location="ward")
    assert noticed("RSK-27") == []


@pytest.mark.req("CN-011")
def test_another_form_needs_the_written_consent_of_the_house(planned, lin, submits):
    assert list(refused(submits, interaction="other")) == ["interaction"]

    attach_house_consent(planned, file=SimpleUploadedFile("consent.pdf", PAPER), by=lin)

    assert submits(interaction="other").house_consent.name == "consent.pdf"


@pytest.mark.req("CN-010", "CN-011")
def test_who_says_nothing_met_in_the_reception_place_in_person(submits):
    visit = submits(location="", interaction="")

    assert (visit.location, visit.interaction) == ("reception", "in_person")


@pytest.mark.req("CN-010", "CN-011")
def test_the_log_form_offers_where_they_met_last_and_costs_no_tap(
    as_user, lin, zhou, arrange, submits, today
):
    last = submits(location="office")
    visit = plan_visit(zhou.customer, day=today, by=lin)
    form = as_user(lin).get(reverse("visits:visit_log", args=[visit.uuid])).context["form"]

    assert (form["location"].value(), form["interaction"].value()) == (last.location, "in_person")


@pytest.mark.req("VIS-04c", "CN-009")
def test_a_waiver_lifts_the_rule_once_and_for_its_day(
    wen, by_appointment, planned, lin, shen, submits
):
    by_appointment()
    waiver = ask_for_waiver(planned, against=["no_appointment"], reason="A safety letter", by=lin)
    with pytest.raises(PermissionDenied):
        approve_waiver(waiver, by=lin)
    approve_waiver(waiver, by=shen)

    assert submits().status == "submitted"
    waiver.refresh_from_db()
    assert (waiver.status, waiver.decided_by) == ("used", shen)
    assert noticed("RSK-26") == [("medium", "There was no appointment (rule v1).")]


@pytest.mark.req("VIS-04c")
def test_a_waiver_lifts_nothing_but_what_it_names_nor_on_another_day(
    by_appointment, planned, lin, shen, submits, arrange
):
    by_appointment()
    approve_waiver(ask_for_waiver(planned, against=["wish"], reason="x", by=lin), by=shen)
    assert list(refused(submits)) == ["appointment"]

    again = ask_for_waiver(planned, against=["no_appointment"], reason="x", by=lin)
    approve_waiver(again, by=shen)
    with arrange():
        again.day += DAY
        again.save()
    assert list(refused(submits)) == ["appointment"]


@pytest.mark.req("VIS-04c")
def test_a_manager_of_another_region_knows_of_no_waiver_and_a_refusal_says_why(
    planned, lin, shen, chen, as_user
):
    waiver = ask_for_waiver(planned, against=["wish"], reason="x", by=lin)
    url = reverse("visits:waiver_detail", args=[waiver.uuid])
    assert as_user(chen).get(url).status_code == 404
    assert as_user(shen).post(f"{url}refuse/", {"refuse-because": ""}).status_code == 422

    assert list(refused(refuse_waiver, waiver, because=" ", by=shen)) == ["because"]
    assert as_user(shen).post(f"{url}refuse/", {"refuse-because": "Wait"}).status_code == 302
    assert "Wait" in as_user(lin).get(url).text
