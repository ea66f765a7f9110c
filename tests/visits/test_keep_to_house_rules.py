"""Lin keeps to how First Hospital receives representatives: appointments, times, closed places, forms of contact."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance.models import Alert
from compliance.risk.wording import sentence_of
from compliance.services.evaluation import evaluate_by_night
from tests import factories
from tests.customers.test_reception_policy import FRIDAYS
from tests.customers.test_reception_policy import policy as rule_of
from visits.house_rules import ZONE, Moment, against_house
from visits.models import Against, Visit
from visits.record import record_of
from visits.services.amendment import accept_amendment, file_amendment, withdraw_amendment
from visits.services.draft import save_draft
from visits.services.house_consent import attach_house_consent
from visits.services.visit import plan_visit
from visits.services.waiver import approve_waiver, ask_for_waiver, refuse_waiver

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAPER = b"%PDF-1.7 consent"


def refused(verb, *given, **values):
    with pytest.raises(ValidationError) as refusal:
        verb(*given, **values)
    return refusal.value.message_dict


def amended(record, **said):
    return {"record": replace(record, **said), "reason": "Wrongly tapped"}


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


@pytest.mark.req("VIS-04c", "GL-014")
def test_a_waiver_holds_for_the_earlier_day_that_the_draft_says(
    by_appointment, planned, complete, lin, shen, submits
):
    by_appointment()
    began, ended = complete.started_at - DAY, complete.ended_at - DAY
    save_draft(planned, data={"started_at": [f"{began.astimezone(ZONE):%Y-%m-%dT%H:%M}"]}, by=lin)

    waiver = ask_for_waiver(planned, against=["no_appointment"], reason="x", by=lin)
    approve_waiver(waiver, by=shen)

    assert submits(started_at=began, ended_at=ended).day == waiver.day == planned.day - DAY


@pytest.mark.req("VIS-04c", "CN-009")
def test_what_the_house_refuses_comes_in_by_no_amendment(
    by_appointment, complete, lin, shen, submits
):
    visit = submits(outcome="gate_only", products=())
    before_the_rule = file_amendment(visit, **amended(complete), by=lin)
    by_appointment(mode="banned")

    said = {"appointment": ["临江市第一人民医院 receives no representatives (rule v1)."]}
    signed = {"by": shen, "credentials": factories.signing(shen)}
    assert refused(accept_amendment, before_the_rule, **signed) == said
    withdraw_amendment(before_the_rule, by=lin)
    assert refused(file_amendment, visit, **amended(complete), by=lin) == said
    other_words = file_amendment(visit, **amended(record_of(visit), key_points="Dialysis"), by=lin)
    assert other_words.is_open


@pytest.mark.req("CN-009", "RSK-26")
def test_put_right_to_a_meeting_it_takes_its_appointment_and_the_rule_looks_at_once(
    by_appointment, appointment, complete, lin, shen, submits, monkeypatch
):
    by_appointment()
    visit, looked_at = submits(outcome="gate_only", products=()), []
    given = appointment(approved_at=complete.started_at + timedelta(minutes=1))
    monkeypatch.setattr("visits.house_risk.note_change", lambda *change: looked_at.append(change))

    amendment = file_amendment(visit, **amended(complete), by=lin)
    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    assert Visit.objects.get(pk=visit.pk).appointment == given
    assert looked_at == [("visits.house", [visit.uuid])]


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
