"""Lin reaches Zhou only through channels that Zhou agreed to; a withdrawal stops the next use."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Notification
from customers.services.consent import give_consent, withdraw_consent
from tests import factories
from visits.models import Visit
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit, start_visit

pytestmark = pytest.mark.req("CUS-09", "PRV-004")
PHONE = {"purpose": "contact", "channels": ["phone"], "how": "spoken", "words": "On the ward"}


@pytest.fixture
def agreed(zhou, lin):
    return give_consent(zhou.customer, **PHONE, notice_version="2026-1", by=lin)


@pytest.fixture
def call(agreed, zhou, lin, today, policy):
    return plan_visit(zhou.customer, day=today, channel="phone", by=lin)


def refused(verb, *given, **values):
    with pytest.raises(ValidationError) as refusal:
        verb(*given, **values)
    return refusal.value.message_dict


def test_a_call_that_nobody_agreed_to_is_not_planned(zhou, lin, today, policy):
    said = refused(plan_visit, zhou.customer, day=today, channel="phone", by=lin)

    assert said == {
        "channel": [
            "周岚 has not agreed to this channel: Phone. Record the consent on the customer's page,"
            " or choose another channel."
        ]
    }


def test_a_visit_in_person_needs_no_consent(planned):
    assert (planned.channel, planned.status) == ("face", "planned")


def test_a_withdrawal_stops_the_call_that_was_planned(call, complete, zhou, lin):
    withdraw_consent(zhou.customer, **PHONE, by=lin)

    assert list(refused(start_visit, call, by=lin)) == ["channel"]
    record = replace(complete, channel="phone", started_at=complete.ended_at)
    late = {"record": replace(record, ended_at=None), "adverse_event": False, "by": lin}
    # It began a minute before the withdrawal was written down: what took place can be logged.
    assert submit_visit(call, **late).status == "submitted"


def test_a_call_made_after_the_withdrawal_is_refused_beside_its_field(
    agreed, planned, complete, zhou, lin, arrange
):
    with arrange():
        (row,) = withdraw_consent(zhou.customer, **PHONE, by=lin)
        row.noted_at = complete.started_at - timedelta(minutes=5)
        row.save()

    record = replace(complete, channel="phone")
    said = refused(submit_visit, planned, record=record, adverse_event=False, by=lin)

    assert list(said) == ["channel"]


def test_each_of_those_who_are_met_has_to_agree(agreed, zhou, lin, first_hospital, today, policy):
    other = factories.PersonFactory(name="吴敏", organisation=first_hospital)

    said = refused(
        plan_visit, zhou.customer, day=today, channel="phone", participants=(zhou, other), by=lin
    )

    assert [sentence[:2] for sentence in said["channel"]] == ["吴敏"]


def test_whoever_planned_it_is_told(call, zhou, lin, wen):
    withdraw_consent(zhou.customer, **PHONE, by=wen)

    told = Notification.objects.get(kind="consent.withdrawn")
    assert (told.user, told.url) == (lin, reverse("visits:visit_detail", args=[call.uuid]))


def test_the_plan_form_says_which_channels_are_closed(as_user, zhou, lin, policy, today):
    browser, url = as_user(lin), reverse("visits:visit_plan")
    page = browser.get(url, {"customer": zhou.customer.uuid}).text
    assert "Without consent: Phone, Video, Message" in page

    said = {
        "day": today,
        "objective": "Hand over data",
        "participants": [zhou.customer.uuid],
        "channel": "phone",
    }
    answer = browser.post(f"{url}?customer={zhou.customer.uuid}", said)

    assert answer.status_code == 422
    assert "has not agreed to this channel" in answer.text and "Hand over data" in answer.text
    assert Visit.objects.count() == 0
