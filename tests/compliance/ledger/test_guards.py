"""What is written stays: nobody edits, deletes or empties it, not by role, not by playing the replica."""

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction

from compliance.ledger import standing
from pharmacrm.launcher.home import PROJECT
from tests import factories
from tests.compliance.ledger.test_seal import another_session
from tests.compliance.ledger.world import seal_everything
from tests.unguarded import run_as_owner

APPEND_ONLY = ["ledger_entry", "ledger_leaf", "ledger_checkpoint", "accounts_historicalproduct"]
COLUMN = {"ledger_entry": "leaf", "ledger_leaf": "hashed", "ledger_checkpoint": "note"}


@pytest.fixture
def written(product):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_leaf (index, incarnation, xid, entry, hashed) VALUES (0, 1, 1, 1, '')"
        )
        cursor.execute(
            "INSERT INTO ledger_checkpoint (size, root, frontier, xid, entry, incarnation, note, previous, sealed_at)"
            " VALUES (1, '', '', 1, 1, 1, 'x', '', now())"
        )


@pytest.mark.req("LED-002", "GL-011")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"]
)
def test_what_is_written_is_neither_changed_nor_removed_even_by_its_owner(written, table, verb):
    statement = verb.format(table, COLUMN.get(table, "name"))

    with pytest.raises(DatabaseError, match="kept as it is written"), transaction.atomic():
        run_as_owner("SET CONSTRAINTS ALL IMMEDIATE", statement)


@pytest.mark.req("LED-002")
def test_no_recorded_table_is_emptied(product):
    with pytest.raises(DatabaseError, match="kept as it is written"), transaction.atomic():
        run_as_owner("SET CONSTRAINTS ALL IMMEDIATE", "TRUNCATE accounts_product CASCADE")


@pytest.mark.req("LED-002")
def test_every_guard_stays_on_for_a_session_that_plays_the_replica(sql):
    found = sql("SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgname LIKE 'ledger\\_%'")

    assert found == [("A",)]


@pytest.mark.req("LED-017")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_who_holds_up_the_seal_is_named(product, monkeypatch):
    monkeypatch.setattr(standing, "LAG", -1)
    seal_everything()
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id(), pg_backend_pid()")
        _xid, session_number = cursor.fetchone()
        factories.ProductFactory(holder=product.holder)
        database, blocker, _seconds = standing.standing().blocker

    if database == connection.settings_dict["NAME"]:  # an older one elsewhere is named first
        assert blocker == session_number


@pytest.mark.req("LED-013")
@pytest.mark.parametrize(
    ("sinks", "found"),
    [
        (["directory:/a", "email:auditor@example.com"], []),
        (["directory:/a"], ["compliance.E001"]),
        (["directory:/a", "pigeon:b"], ["compliance.E002"]),
    ],
)
def test_a_production_with_fewer_than_two_sinks_is_refused(settings, sinks, found):
    settings.LEDGER_SINKS = sinks

    problems = run_checks(tags=["ledger"], include_deployment_checks=True)

    assert [problem.id for problem in problems] == found


@pytest.mark.req("LED-028")
@pytest.mark.parametrize(
    ("name", "heading"),
    [("ledger.md", "## What it cannot do"), ("ledger.zh-CN.md", "## 它做不到什么")],
)
def test_the_limits_are_written_down_in_both_languages(name, heading):
    assert heading in (PROJECT / "docs" / name).read_text().splitlines()
