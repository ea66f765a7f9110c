"""Lin's customers, a tag, and somebody who acts on many of them."""

import pytest

from accounts.services.job import run_job
from customers.models import CustomerTag
from customers.services.bulk_change import start_bulk_change, undo_bulk_change
from customers.services.tag import create_tag
from tests import factories


@pytest.fixture
def tag(lin):
    return create_tag(name="教学医院", by=lin)


@pytest.fixture
def three(zhou, first_hospital, territories):
    """Three customers of Linjiang East."""
    an = factories.PersonFactory(name="安然", territory=territories["E11"])
    return [zhou.customer, first_hospital.customer, an.customer]


@pytest.fixture
def act():
    """act("tag_add", {"tag": …}, customers, by=lin): decided, and done by the worker."""

    def do(name, said, customers, *, because="For the ward round", by):
        return finish(
            start_bulk_change(name, said, keys(customers), because=because, whom="All", by=by)
        )

    return do


@pytest.fixture
def take_back():
    def do(change, *, because="A mistake", by):
        undo_bulk_change(change, because=because, by=by)
        return finish(change)

    return do


def finish(change):
    """Lets the worker do the job that was started."""
    run_job(change.job_id)
    change.refresh_from_db()
    return change


def tagged(tag):
    """Names of the customers that have it."""
    rows = CustomerTag.objects.current().filter(tag=tag).select_related("customer")
    return {row.customer.name for row in rows}


def fates(change):
    """{name: (state, why)} of its customers."""
    items = change.bulk_change_items.select_related("customer")
    return {item.customer.name: (item.state, item.why) for item in items}


def keys(customers):
    return sorted(customer.pk for customer in customers)
