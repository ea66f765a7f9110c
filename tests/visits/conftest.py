"""What the stories about visits share: the policy in force, topics, and a record that lacks nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from customers.services.reception_policy import introduce_reception
from tests import factories
from visits.criteria import CRITERIA
from visits.models import Appointment, ServiceLevel, Topic, VisitPolicy
from visits.record import Record, Talk
from visits.services.submission import log_visit, submit_visit
from visits.services.visit import plan_visit


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def policy(db, arrange):
    with arrange():
        return VisitPolicy.objects.create(
            version=4, criteria=list(CRITERIA), valid_from=factories.LONG_AGO
        )


@pytest.fixture
def topic(db, arrange):
    with arrange():
        return Topic.objects.create(code="therapy", name="治疗方案", name_en="Therapy")


@pytest.fixture
def service_levels(db, arrange):
    with arrange():
        return ServiceLevel.objects.create(
            kind="medical_inquiry",
            department="medical",
            response_hours=16,
            resolution_hours=45,
            valid_from=factories.LONG_AGO,
        )


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def planned(lin, zhou, product, messages, topic, policy, today):
    """Lin's plan to see Zhou today: objective, product and one message."""
    return plan_visit(
        zhou.customer,
        day=today,
        objective="Hand over the subgroup data",
        products=[Talk(product, (messages[0],))],
        topic=topic,
        by=lin,
    )


@pytest.fixture
def complete(product, messages, topic, zhou, first_hospital):
    """A record of a visit that ended a minute ago and lacks nothing."""
    end = timezone.now() - timedelta(minutes=1)
    return Record(
        outcome="seen",
        started_at=end - timedelta(minutes=20),
        ended_at=end,
        organisation=first_hospital,
        objective="Hand over the subgroup data",
        topic=topic,
        next_step="send_material",
        location="reception",
        interaction="in_person",
        participants=(zhou,),
        products=(Talk(product, (messages[0],), reaction="interested"),),
    )


@pytest.fixture
def submitted(planned, complete, lin):
    return submit_visit(planned, record=complete, adverse_event=False, by=lin)


@pytest.fixture
def logged_on(lin, zhou, complete, policy):
    """logged_on(moment): Lin logs an unplanned visit that began then."""

    def log(start, by=lin, **more):
        record = replace(complete, started_at=start, ended_at=start + timedelta(minutes=20))
        return log_visit(zhou.customer, record=record, adverse_event=False, by=by, **more)

    return log


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
            "ends_at": complete.started_at + timedelta(hours=1),
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
