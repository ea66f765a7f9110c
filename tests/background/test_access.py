"""Who looked is written down with where from, once, and without a trail of its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.history import coming_from
from accounts.models import Access
from accounts.services.access import log_access


@pytest.mark.req("CMP-03")
def test_the_log_says_who_looked_at_what_from_where(lin, zhou):
    with coming_from("web", request_id="request-9", ip="10.0.0.9"):
        log_access(lin, Access.Action.VIEW, "customers.person", subject=zhou.customer)

    row = Access.objects.get()
    assert (row.user, row.action, row.what) == (lin, "view", "customers.person")
    assert (row.subject, row.request_id, row.ip) == (zhou.customer.uuid, "request-9", "10.0.0.9")


@pytest.mark.req("CMP-03")
def test_it_costs_one_query(lin):
    with CaptureQueriesContext(connection) as queries:
        log_access(lin, Access.Action.SEARCH, "customers.customer", filters="周", count=3)

    assert len(queries) == 1
