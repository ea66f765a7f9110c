"""Shen gives many customers one care of their playbooks, due on a day of her choice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from customers.models import Care
from customers.services.bulk_change import preview_bulk_change, start_bulk_change
from customers.services.care import finish_care
from customers.services.care_cycle import turn_care
from customers.services.customer import close_customer
from tests import factories
from tests.customers_bulk.conftest import fates, keys
from tests.customers_care.conftest import in_force  # noqa: F401

TODAY = timezone.localdate()
FRIDAY = TODAY + timedelta(days=5)
SAID = {"care": "peer:", "due_on": FRIDAY.isoformat()}


@pytest.fixture
def playbooks(in_force):  # noqa: F811
    """Both tiers of doctors are told of their peers' cases once a year; nobody has that yet."""
    yearly = {"kind": "peer", "period": "year"}
    return [in_force("strategic", "doctor", yearly), in_force("growth", "doctor", yearly)]


@pytest.fixture
def doctors(lin, zhou, first_hospital, territories, playbooks):
    """Zhou and An, whose tiers have the care; the hospital, which has none; He, whom nobody serves."""
    an = factories.PersonFactory(name="安然", territory=territories["E11"])
    he = factories.PersonFactory(name="何兰舟", territory=territories["E12"])
    for person in (an, he):
        factories.set_tier(person.customer, "growth")
    return [zhou.customer, an.customer, he.customer, first_hospital.customer]


@pytest.mark.req("CUS-13", "CUS-05")
def test_each_gets_it_as_their_own_playbook_says_on_whoever_serves_them(
    shen, lin, doctors, playbooks, act
):
    change = act("care", SAID, doctors, because="Before the congress", by=shen)

    given = Care.objects.order_by("customer__name").select_related("item__playbook")
    assert [
        (care.customer.name, care.item.playbook.tier, care.owner, care.opens_on, care.due_on)
        for care in given
    ] == [("周岚", "strategic", lin, TODAY, FRIDAY), ("安然", "growth", lin, TODAY, FRIDAY)]
    assert fates(change) == {
        "周岚": ("done", ""),
        "安然": ("done", ""),
        "何兰舟": ("left_out", "Nobody serves them today."),
        "临江市第一人民医院": ("left_out", "Their playbook has no such care."),
    }
    first = Care.history.earliest()
    assert (first.action, first.history_change_reason) == ("care.open", "Before the congress")


@pytest.mark.req("CUS-13", "CUS-05")
def test_nobody_gets_it_twice_in_the_same_days(shen, lin, doctors, act):
    zhou, an, _he, _hospital = doctors
    close_customer(an, because="Retired", by=lin)
    act("care", SAID, [zhou], by=shen)

    seen = preview_bulk_change("care", SAID, keys([zhou, an]), by=shen)

    assert (seen.changing, dict(seen.left_out)) == (
        [],
        {"They have it already in these days.": 1, "They are closed or archived.": 1},
    )
    before = Care.objects.filter(customer=zhou).count()
    turn_care()  # and the calendar counts it as this year's
    assert Care.objects.filter(customer=zhou).count() == before


@pytest.mark.req("CUS-13", "CUS-05")
def test_taking_it_back_ends_what_is_open_and_keeps_what_was_done(
    shen, lin, doctors, act, take_back
):
    zhou, an, *_others = doctors
    change = act("care", SAID, [zhou, an], by=shen)
    finish_care(Care.objects.get(customer=zhou), how="talked", by=lin)

    take_back(change, because="The congress is off", by=shen)

    assert fates(change) == {
        "周岚": ("kept", "It is not open any more: done."),
        "安然": ("undone", ""),
    }
    ended = Care.objects.get(customer=an)
    assert (ended.status, ended.reason, ended.ended_on) == ("closed", "The congress is off", TODAY)


@pytest.mark.req("CUS-13")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"care": "display:", "due_on": FRIDAY.isoformat()}, "care"),
        ({"care": "peer:", "due_on": "2020-01-01"}, "due_on"),
        ({"care": "peer:", "due_on": (TODAY + timedelta(days=400)).isoformat()}, "due_on"),
    ],
    ids=["no playbook has it", "in the past", "too far away"],
)
def test_what_cannot_be_is_said_beside_its_field(shen, doctors, said, field):
    with pytest.raises(ValidationError) as refusal:
        preview_bulk_change("care", said, keys(doctors), by=shen)
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.req("CUS-13")
def test_a_rep_gives_none(lin, doctors):
    with pytest.raises(PermissionDenied):
        start_bulk_change("care", SAID, keys(doctors), because="Why not", whom="All", by=lin)
