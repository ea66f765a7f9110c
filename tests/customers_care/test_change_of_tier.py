"""A change of tier, type or state closes the care of before and opens the new at once, in the same deed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Care
from customers.services.care_cycle import turn_care
from customers.services.customer import close_customer, reopen_customer
from customers.services.organisation import edit_organisation
from customers.services.tier import set_tier
from tests import factories
from tests.customers_care.conftest import lines_of


@pytest.fixture
def growth(in_force):
    return in_force("growth", "doctor", {"kind": "peer"}, {"kind": "adherence"})


@pytest.mark.req("CUS-05")
def test_another_tier_ends_the_old_care_and_begins_the_new_in_one_deed(shen, zhou, due, growth):
    set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)

    assert lines_of(zhou) == [
        ("Literature digest", "closed"),
        ("Peer operating cases", "open"),
        ("Adherence and use analysis", "open"),
    ]
    opened = Care.objects.open().first().history.get()
    closed, tier = due.history.latest(), zhou.customer.tier_periods.latest("pk").history.get()
    assert (opened.action, closed.action) == ("care.open", "care.close")
    assert opened.actor == f"user:{shen.uuid}"
    assert opened.xid == closed.xid == tier.xid


def about_care(asked):
    return sum("customers_care" in query["sql"] for query in asked)


@pytest.mark.req("CUS-05")
def test_one_customers_change_asks_about_their_playbook_only(shen, zhou, due, growth, in_force):
    with CaptureQueriesContext(connection) as few:
        set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)
    for kind in ("hospital", "pharmacy", "clinic"):
        in_force("strategic", kind, {"kind": "literature"}, {"kind": "peer"}, {"kind": "policy"})
    set_tier(zhou.customer, tier="strategic", reason="A slip", by=shen)

    with CaptureQueriesContext(connection) as many:
        set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)

    assert about_care(many) <= about_care(few)


@pytest.mark.req("CUS-05")
def test_a_tier_of_a_later_day_changes_nothing_before_its_morning(shen, zhou, due, growth):
    later = timezone.localdate() + timedelta(days=3)
    set_tier(zhou.customer, tier="growth", reason="Fewer patients", valid_from=later, by=shen)

    assert lines_of(zhou) == [("Literature digest", "open")]


@pytest.mark.req("CUS-05")
def test_what_was_done_in_the_same_days_is_not_asked_for_again(
    lin, shen, zhou, due, in_force, arrange
):
    in_force("growth", "doctor", {"kind": "literature"}, {"kind": "peer"})
    with arrange():
        due.status, due.how, due.ended_on = "done", "sent", timezone.localdate()
        due.save()
    set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)

    assert lines_of(zhou) == [("Literature digest", "done"), ("Peer operating cases", "open")]


@pytest.mark.req("CUS-05")
def test_there_and_back_again_on_one_day(shen, zhou, due, growth):
    for tier in ("growth", "strategic"):
        set_tier(zhou.customer, tier=tier, reason="Looked at again", by=shen)

    assert [line for line in lines_of(zhou) if line[1] == "open"] == [("Literature digest", "open")]


@pytest.mark.req("CUS-05")
def test_a_clinic_that_grows_into_a_hospital_gets_the_new_care_at_once(
    lin, steward, territories, in_force
):
    in_force("growth", "clinic", {"kind": "ordering"})
    in_force("growth", "hospital", {"kind": "delivery"})
    clinic = factories.OrganisationFactory(
        name="临江门诊部", type="clinic", territory=territories["E11"]
    )
    factories.set_tier(clinic.customer, "growth")
    turn_care()
    edit_organisation(clinic, type="hospital", by=steward)

    assert lines_of(clinic) == [("Ordering training", "closed"), ("Delivery optimisation", "open")]


@pytest.mark.req("CUS-05")
def test_a_customer_that_is_closed_is_due_nothing_until_it_is_open_again(lin, zhou, due):
    close_customer(zhou.customer, because="Retired", by=lin)
    assert lines_of(zhou) == [("Literature digest", "closed")]

    reopen_customer(zhou.customer, because="Came back", by=lin)
    assert lines_of(zhou) == [("Literature digest", "closed"), ("Literature digest", "open")]
