"""Each morning opens what customers are due by their playbook: once, for whoever serves them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import registry
from accounts.services.territory import end_membership, join_territory
from customers.cadence import Period, slots_ahead
from customers.models import Care
from customers.services.care_cycle import turn_care
from tests import factories
from tests.customers_care.conftest import lines_of
from tests.factories import TESTS


@pytest.mark.req("CUS-05")
def test_zhou_is_due_her_digest_and_lin_owes_it(lin, zhou, digest, territories):
    turn_care()

    care = Care.objects.get(customer=zhou.pk)
    (slot,) = slots_ahead(1, Period.MONTH, timezone.localdate())
    assert (care.item, care.owner, care.territory) == (digest, lin, territories["E11"])
    assert (care.opens_on, care.due_on, care.lapses_on, care.status) == (
        slot.first,
        slot.due_on,
        slot.lapses_on,
        "open",
    )
    written = care.history.get()
    assert (written.action, written.actor) == ("care.open", "system:start_the_day")


@pytest.mark.req("CUS-05")
def test_the_second_morning_opens_nothing_more(lin, zhou, digest):
    turn_care()
    turn_care()

    assert lines_of(zhou) == [("Literature digest", "open")]


@pytest.mark.req("CUS-05")
def test_it_is_what_the_day_starts_with(lin, zhou, digest):
    starters = list(registry.day_starters)

    assert turn_care in starters
    names = [starter.__name__ for starter in starters]
    assert names.index("turn_tiers") < names.index("turn_care")


@pytest.mark.req("CUS-05")
def test_only_active_customers_of_the_tier_and_type_with_somebody_to_serve_them(
    lin, zhou, digest, first_hospital, territories, arrange
):
    for territory, tier in [("E11", "growth"), ("E12", "strategic"), ("E11", "strategic")]:
        person = factories.PersonFactory(
            name=f"{territory}{tier}", territory=territories[territory]
        )
        factories.set_tier(person.customer, tier)
    with arrange():
        person.customer.status = "closed"
        person.customer.save()
    factories.set_tier(first_hospital.customer, "strategic")
    turn_care()

    assert list(Care.objects.values_list("customer__name", flat=True)) == ["周岚"]


@pytest.mark.req("CUS-05")
def test_twenty_cost_as_many_queries_as_one(
    lin, zhou, digest, territories, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as first:
        turn_care()
    for number in range(20):
        person = factories.PersonFactory(name=f"P{number}", territory=territories["E11"])
        factories.set_tier(person.customer, "strategic")

    with django_assert_num_queries(len(first)):
        turn_care()
    assert Care.objects.count() == 21


@pytest.mark.req("CUS-05")
def test_what_nobody_did_is_overdue_and_in_the_end_missed(due, pull):
    pull(due, days=40)
    today = timezone.localdate()
    assert due.is_overdue
    assert list(Care.objects.overdue(today)) == [due]

    pull(due, days=60)
    turn_care()

    due.refresh_from_db()
    assert (due.status, due.ended_on) == ("missed", today)
    assert due.history.latest().action == "care.miss"


@pytest.mark.req("CUS-05")
def test_what_a_leaver_owed_is_passed_on_to_who_serves_the_customer_now(
    due, lin, chen, territories
):
    join_territory(chen, territories["E11"], by=TESTS)
    end_membership(lin.memberships.get(), on=timezone.localdate() - timedelta(days=1), by=TESTS)
    turn_care()

    due.refresh_from_db()
    assert (due.owner, due.history.latest().action) == (chen, "care.pass_on")


@pytest.mark.req("CUS-05")
def test_a_version_that_ends_closes_what_it_asked_for(due, digest, arrange):
    with arrange():
        digest.playbook.valid_to = timezone.localdate() - timedelta(days=1)
        digest.playbook.save()
    turn_care()

    due.refresh_from_db()
    assert (due.status, due.reason) == ("closed", "The playbook of the customer is another now.")
