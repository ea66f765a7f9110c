"""Who looked at what is sealed hour by hour: with what commits late, and with the hours in which nobody looked."""

import hashlib
import json
from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Access
from accounts.services.access import MONTHS_AHEAD, log_access, make_months
from compliance.ledger.access import seal_access
from compliance.models import AccessHour, Entry
from tests.compliance.ledger.test_seal import another_session
from tests.compliance.ledger.world import look, seal_hours

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
OF_HOURS = Entry.objects.filter(table="accounts_access").order_by("key")


def sealed():
    """[(hour, count)], oldest first."""
    return [(one.key, json.loads(one.body.split("\n")[1])["count"]) for one in OF_HOURS.all()]


def named(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H}:00Z"


@pytest.mark.req("CMP-03")
@COMMITTED
def test_each_closed_hour_is_sealed_once_with_its_count(lin):
    look(lin, hours_ago=[4, 4, 2.5, 0])
    first, *_, now = Access.objects.order_by("at").values_list("at", flat=True)

    seal_hours()

    assert seal_access() == 0
    hours = dict(sealed())
    assert hours[named(first)] == 2
    assert sum(hours.values()) == 3
    assert named(now) not in hours
    # The hour before this one waits a minute: of the three that are closed for certain, one may be empty.
    assert list(hours) == sorted(hours) and len(hours) >= 3


@pytest.mark.req("CMP-03")
@COMMITTED
def test_an_hour_waits_for_who_was_still_writing_when_it_closed(lin):
    look(lin, hours_ago=[2])
    columns = "user_id, action, what, filters, reason, request_id, ip"
    with another_session() as session, session.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_access (at, {columns}) SELECT at, {columns} FROM accounts_access"
        )
        while_it_writes = [seal_access(), seal_access()]
        assert AccessHour.objects.count() == 1
        session.commit()
    seal_hours()

    assert while_it_writes == [0, 0]
    assert dict(sealed())[named(Access.objects.first().at)] == 2


@pytest.mark.req("CMP-03")
@COMMITTED
def test_the_bytes_that_are_hashed_are_those_of_the_documentation(lin):
    look(lin, hours_ago=[2])
    row = Access.objects.get()
    seal_hours()

    at = row.at.astimezone(UTC)
    fields = [row.pk, f"{at:%Y-%m-%dT%H:%M:%S.%f}Z", lin.pk, "view", "customers.person", None]
    fields += [row.filters, None, "", row.request_id, row.ip]
    line = json.dumps(fields, ensure_ascii=False, separators=(", ", ", ")) + "\n"
    told = json.loads(OF_HOURS.get(key=named(row.at)).body.split("\n")[1])
    assert told == {"count": 1, "sha256": hashlib.sha256(line.encode()).hexdigest()}


@COMMITTED
def test_the_seal_s_page_says_until_when(as_user, lin, wen):
    before = as_user(wen).get("/ledger/").context["standing"].access_sealed_until
    look(lin, hours_ago=[2])
    seal_hours()

    until = as_user(wen).get("/ledger/").context["standing"].access_sealed_until
    now = timezone.now()
    assert before is None
    assert until == now.replace(minute=0, second=0, microsecond=0) - timedelta(
        hours=0 if now.minute >= 1 else 1
    )


def partitions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'accounts_access'::regclass ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.req("CMP-03")
def test_the_months_are_made_a_year_ahead_and_once(lin):
    make_months()

    assert make_months() == 0
    now = timezone.now().astimezone(UTC)
    last = f"accounts_access_{now.year + MONTHS_AHEAD // 12}_{now:%m}"
    assert (f"accounts_access_{now:%Y_%m}" in partitions(), partitions()[-1]) == (True, last)


@pytest.mark.req("CMP-03")
def test_a_look_lies_in_its_month(lin):
    row = log_access(lin, "view", "customers.person")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM accounts_access WHERE id = %s", [row.pk]
        )
        assert cursor.fetchone()[0] == f"accounts_access_{row.at.astimezone(UTC):%Y_%m}"
