"""What one steward began, another goes on with, stops or takes back; each step is told of who took it."""

import pytest

from accounts.permissions import Role
from customers.models import Customer
from customers.services.customer_import import apply_import, stop_import, undo_import
from tests.customers_import.conftest import HOSPITALS, finish
from tests.factories import UserFactory

pytestmark = pytest.mark.req("CUS-10")


@pytest.fixture
def other(db):
    return UserFactory(username="su", name="苏录", roles=[Role.STEWARD])


@pytest.mark.parametrize("mode", ["all_or_nothing", "skip_bad_lines"])
def test_the_history_names_who_applied_and_undid_not_who_uploaded(check, other, mode):
    customer_import = check(HOSPITALS, mode=mode)
    apply_import(customer_import, by=other)
    finish(customer_import)
    undo_import(customer_import, by=other)
    finish(customer_import)

    told = Customer.history.values_list("action", "actor", "history_user").distinct()
    assert set(told) == {
        ("customer_import.apply", other.actor, other.pk),
        ("customer_import.undo", other.actor, other.pk),
    }


def test_a_steward_stops_what_another_started(check, steward, other):
    customer_import = check(HOSPITALS)
    apply_import(customer_import, by=steward)

    stop_import(customer_import, by=other)

    assert (customer_import.status, customer_import.job.status) == ("paused", "cancelled")
    assert customer_import.history.latest().actor == other.actor
