"""Lin closes a clinic that gave up, and opens it again when it was a mistake."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from customers.models import Customer
from customers.search import search
from customers.services.customer import archive_customer, close_customer, reopen_customer
from customers.services.search_key import rebuild_search_keys

YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.mark.req("CUS-16")
def test_a_customer_is_closed_with_day_and_reason_and_history_tells_it(lin, zhou):
    closed = close_customer(zhou.customer, on=YESTERDAY, because="Retired", by=lin)

    assert (closed.status, closed.status_on, closed.status_reason) == (
        "closed",
        YESTERDAY,
        "Retired",
    )
    newest = closed.history.latest()
    assert (newest.action, newest.actor, newest.history_change_reason) == (
        "customer.closed",
        lin.actor,
        "Retired",
    )


@pytest.mark.req("CUS-16")
def test_it_is_opened_again(lin, zhou):
    close_customer(zhou.customer, because="Retired", by=lin)
    reopened = reopen_customer(zhou.customer, because="Came back for two days a week", by=lin)

    assert reopened.status == "active"
    assert [row.status for row in reopened.history.all()][:2] == ["active", "closed"]


@pytest.mark.req("CUS-16")
@pytest.mark.parametrize(("because", "days", "field"), [("  ", 0, "because"), ("Retired", 1, "on")])
def test_a_reason_is_needed_and_no_day_that_lies_ahead(lin, zhou, because, days, field):
    day = timezone.localdate() + datetime.timedelta(days=days)

    with pytest.raises(ValidationError) as refusal:
        close_customer(zhou.customer, on=day, because=because, by=lin)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.req("CUS-16")
def test_what_is_closed_cannot_be_closed_again(lin, zhou):
    close_customer(zhou.customer, because="Retired", by=lin)

    with pytest.raises(ValidationError, match="cannot become"):
        close_customer(zhou.customer, because="Retired", by=lin)


def test_every_status_says_what_may_follow():
    assert Customer.NEXT.keys() == set(Customer.Status)


def test_search_finds_closed_customers_and_leaves_out_archived_ones(lin, zhou):
    rebuild_search_keys([zhou.pk])
    close_customer(zhou.customer, because="Retired", by=lin)
    assert search(lin, "周岚") == [zhou.customer]

    archive_customer(zhou.customer, because="Entered twice", by=lin)
    assert search(lin, "周岚") == []


def test_only_those_who_edit_customers_close_them(mo, zhou):
    with pytest.raises(PermissionDenied):
        close_customer(zhou.customer, because="Retired", by=mo)
