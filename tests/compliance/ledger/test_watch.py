"""The database tells changes of its own form: who switches a guard off outside a migration leaves an entry."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from accounts.database_role import as_owner
from compliance.ledger.verify import verify
from compliance.ledger.watch import SCRIPT, is_watched
from compliance.models import Alert, Entry
from compliance.services.evaluation import watch
from tests.compliance.ledger.test_roles import session_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])

TOLD = """SELECT leaf::jsonb ->> 'actor', split_part(body, E'\\n', 2)::jsonb FROM ledger_entry
    WHERE tbl = 'form' AND key <> 'watched' ORDER BY id"""
CAPTURE = "ALTER TABLE accounts_product {} TRIGGER ledger_capture_update"


@pytest.fixture
def superuser(db):
    """A cursor of who may do everything; afterwards nothing is watched, as in every other story."""
    with session_of("superuser") as cursor:
        yield cursor
        cursor.execute("DROP SCHEMA IF EXISTS watch CASCADE")


@pytest.fixture
def watched(superuser):
    superuser.execute(SCRIPT.read_text())
    call_command("migrate", verbosity=0)
    yield superuser
    superuser.execute(CAPTURE.format("ENABLE ALWAYS"))


def told():
    """[(author, kind of command, thing)] since the migration."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        rows = [
            (actor, json.loads(form) if isinstance(form, str) else form) for actor, form in cursor
        ]
    return [
        (actor, form["tag"], form["object"])
        for actor, form in rows
        if actor not in ("system:migrate", "system:grant")
    ]


def by_owner(*statements):
    with as_owner(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.req("LED-019")
@pytest.mark.parametrize(
    ("statement", "back", "tag", "thing"),
    [
        (
            CAPTURE.format("DISABLE"),
            CAPTURE.format("ENABLE ALWAYS"),
            "ALTER TABLE",
            "public.accounts_product",
        ),
        (
            "CREATE RULE quiet AS ON DELETE TO accounts_product DO INSTEAD NOTHING",
            "DROP RULE quiet ON accounts_product",
            "CREATE RULE",
            "quiet on public.accounts_product",
        ),
        (
            "ALTER FUNCTION ledger_refuse() RESET ALL",
            "SELECT 1",
            "ALTER FUNCTION",
            "public.ledger_refuse()",
        ),
        (
            "GRANT UPDATE ON accounts_historicalproduct TO PUBLIC",
            "REVOKE UPDATE ON accounts_historicalproduct FROM PUBLIC",
            "GRANT",
            "",
        ),
        (
            "ALTER TABLE ledger_entry ALTER COLUMN leaf SET STATISTICS 7",
            "ALTER TABLE ledger_entry ALTER COLUMN leaf SET STATISTICS -1",
            "ALTER TABLE",
            "public.ledger_entry",
        ),
        (
            "CREATE INDEX quick ON accounts_access (what)",
            "DROP INDEX quick",
            None,
            None,
        ),
    ],
)
def test_what_the_owner_changes_outside_a_migration_leaves_an_entry(
    watched, statement, back, tag, thing
):
    by_owner(statement)
    first = told()[:1]
    by_owner(back)

    assert first == ([(None, tag, thing)] if tag else [])


@pytest.mark.req("LED-019")
def test_a_guard_that_was_dropped_and_made_again_is_told_by_its_name(watched):
    by_owner("DROP TRIGGER ledger_capture_update ON accounts_product")
    call_command("migrate", verbosity=0)

    dropped = (None, "DROP TRIGGER", "ledger_capture_update on public.accounts_product")
    assert told() == [dropped]
    assert is_watched()


@pytest.mark.req("LED-019", "RSK-53")
def test_it_is_an_alert_as_every_change_without_an_author(watched, wen):
    by_owner(CAPTURE.format("DISABLE"), CAPTURE.format("ENABLE ALWAYS"))
    watch()

    alerts = Alert.objects.filter(rule="RSK-53")
    assert {alert.sentence for alert in alerts} == {"nobody"}
    changed = ["form ALTER TABLE public.accounts_product"]
    assert [alert.inputs["rows"] for alert in alerts] == [changed, changed]  # off, and on again


@pytest.mark.req("LED-019")
def test_a_migration_says_who_it_is(watched):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_capture_update ON accounts_product")
    call_command("migrate", verbosity=0)

    made = Entry.objects.filter(
        table="form", key="CREATE TRIGGER ledger_capture_update on public.accounts_product"
    )
    assert [json.loads(entry.leaf)["actor"] for entry in made] == ["system:migrate"]


@pytest.mark.req("LED-019")
def test_the_owner_can_neither_drop_nor_stop_the_watch(watched):
    for statement in [
        "DROP EVENT TRIGGER watch_sql_drop",
        "ALTER EVENT TRIGGER watch_sql_drop DISABLE",
        "DROP SCHEMA watch CASCADE",
        "DROP FUNCTION watch.note_form() CASCADE",
        "DROP FUNCTION ledger_note_form(text, text, text, text)",
        "ALTER FUNCTION ledger_note_form(text, text, text, text) SECURITY INVOKER",
    ]:
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied|is refused"):
            by_owner(statement)
    assert is_watched()


@pytest.mark.req("LED-019", "LED-014")
@pytest.mark.parametrize(
    "statement",
    [
        "DROP EVENT TRIGGER watch_sql_drop",
        "ALTER EVENT TRIGGER watch_ddl_command_end DISABLE",
        "CREATE OR REPLACE FUNCTION watch.note_form() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ],
)
def test_a_superuser_who_takes_the_watch_away_is_missed(watched, statement):
    assert "GUARD_OFF" not in verify(3, outside=[]).counts

    watched.execute(statement)

    assert verify(3, outside=[]).counts["GUARD_OFF"] == 1


@pytest.mark.req("LED-019")
def test_the_seal_page_says_whether_the_database_tells_it(superuser, as_user, wen):
    client, none = as_user(wen), "the database reports none by itself"
    assert none in client.get("/ledger/").text

    superuser.execute(SCRIPT.read_text())

    page = client.get("/ledger/").text
    assert ("each leaves an entry" in page, none in page) == (True, False)
