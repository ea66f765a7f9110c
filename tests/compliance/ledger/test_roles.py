"""Who may do what in the database: the application adds to the record, and nobody at all takes away from it."""

import os
import subprocess
import sys
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection

from accounts.database_role import as_owner, roles
from pharmacrm.launcher.home import PROJECT

pytestmark = [
    pytest.mark.usefixtures("company"),
    pytest.mark.skipif(not roles().are_split, reason="one role does all: no DATABASE_OWNER_URL"),
]

DONE, REFUSED, KEPT = "done", "permission denied", "kept as it is written"
COLUMN = {
    "ledger_entry": "leaf",
    "ledger_leaf": "hashed",
    "ledger_checkpoint": "note",
    "ledger_incarnation": "origin",
    "accounts_historicalproduct": "name",
    "accounts_access": "what",
}
# Nothing but the roles guards it: whoever else changes it is told by the hour's entry.
UNGUARDED = ["accounts_access"]
# What each role gets for reading, changing, removing and emptying.
ANSWERS = {
    "application": [DONE, REFUSED, REFUSED, REFUSED],
    "owner": [DONE, KEPT, KEPT, KEPT],
    "ledger": [DONE, KEPT, KEPT, KEPT],
    "superuser": [DONE, KEPT, KEPT, KEPT],
    "superuser as a replica": [DONE, KEPT, KEPT, KEPT],
}


@contextmanager
def session_of(who):
    """A cursor of a session of its own."""
    names = roles()
    login = {"user": "postgres", "password": None}
    if who == "application":
        login = {"user": names.app}
    elif who in ("owner", "ledger"):
        owner = settings.DATABASES["default"]["OWNER"]
        login = {"user": names.owner, "password": owner["PASSWORD"] or None}
    try:
        session = psycopg2.connect(**connection.get_connection_params() | login)
    except psycopg2.OperationalError as problem:
        pytest.skip(f"Nobody can log in as {login['user']} here: {problem}")
    with closing(session), session.cursor() as cursor:
        session.autocommit = True
        if who == "ledger":
            cursor.execute(f'SET ROLE "{names.ledger}"')
        if who == "superuser as a replica":
            cursor.execute("SET session_replication_role = replica")
        yield cursor


def answer(cursor, statement):
    try:
        cursor.execute(f"BEGIN; {statement}; ROLLBACK")
    except psycopg2.DatabaseError as problem:
        cursor.execute("ROLLBACK")
        return next((said for said in (REFUSED, KEPT) if said in str(problem)), str(problem))
    return DONE


@pytest.mark.req("LED-001", "LED-002")
@pytest.mark.parametrize("table", COLUMN)
@pytest.mark.parametrize("who", ANSWERS)
def test_each_role_gets_its_answer_to_each_verb(who, table):
    expected = ANSWERS[who]
    if who != "application" and table in UNGUARDED:
        expected = [DONE] * 4 if who != "ledger" else [DONE, REFUSED, REFUSED, REFUSED]
    elif who == "ledger" and not table.startswith("ledger_"):
        expected = [REFUSED] * 4  # capture sees business rows through its triggers only

    with session_of(who) as cursor:
        said = [
            answer(cursor, f"SELECT * FROM {table} LIMIT 1"),
            answer(cursor, f"UPDATE {table} SET {COLUMN[table]} = {COLUMN[table]}"),
            answer(cursor, f"DELETE FROM {table}"),
            answer(cursor, f"TRUNCATE {table} CASCADE"),
        ]

    assert said == expected


@pytest.mark.req("LED-001", "GL-011")
@pytest.mark.parametrize("table", [*COLUMN, "accounts_product"])
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE {0} DISABLE TRIGGER USER",
        "ALTER TABLE {0} ADD COLUMN more text",
        "ALTER TABLE {0} OWNER TO current_user",
        "CREATE TRIGGER mine BEFORE INSERT ON {0} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE quiet AS ON DELETE TO {0} DO INSTEAD NOTHING",
        "DROP TABLE {0} CASCADE",
        "TRUNCATE {0} CASCADE",
    ],
)
def test_the_application_alters_no_table_of_the_record(statement, table):
    with (
        session_of("application") as cursor,
        pytest.raises(
            psycopg2.DatabaseError, match=f"permission denied|must be owner of .*{table}"
        ),
    ):
        cursor.execute(statement.format(table))


@pytest.mark.req("LED-001")
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        f'SET ROLE "{roles().owner}"',
        f'SET ROLE "{roles().ledger}"',
        "INSERT INTO ledger_entry (xid, id, incarnation, leaf) VALUES (1, 1, 1, '{}')",
        "INSERT INTO ledger_incarnation (seq) VALUES (9)",
        "SELECT ledger_write('G', 'ledger_incarnation', '9', NULL, NULL, NULL, NULL)",
        "SELECT ledger_redaction('accounts_product', '1')",
        "SELECT setval('accounts_product_id_seq', 1)",
        # The name of a temporary table would stand in the entry.
        "CREATE TEMP TABLE accounts_product (id int); CREATE TRIGGER t AFTER INSERT ON pg_temp.accounts_product"
        " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture('id', '{}')",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
    ],
)
def test_the_application_neither_becomes_another_nor_writes_entries_of_its_own(statement):
    with session_of("application") as cursor:
        assert answer(cursor, statement) == REFUSED


@pytest.mark.req("LED-001")
def test_what_runs_with_other_rights_is_the_ledgers_but_for_the_months_and_looks_nowhere_else(sql):
    found = sql(
        "SELECT pg_get_userbyid(proowner), proname, EXISTS (SELECT FROM unnest(proconfig) setting"
        " WHERE setting LIKE 'search_path=%pg_temp') FROM pg_proc WHERE prosecdef"
        " AND pronamespace = 'public'::regnamespace AND proname <> 'tests_as_owner'"
    )

    assert {(owner, pinned) for owner, name, pinned in found if name.startswith("ledger_")} == {
        (roles().ledger, True)
    }
    assert [row for row in found if not row[1].startswith("ledger_")] == [
        (roles().owner, "access_make_months", True)
    ]


@pytest.mark.req("LED-001")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_table_that_a_migration_makes_is_the_applications_to_write(sql):
    with as_owner():
        sql("CREATE TABLE made_later (n int)", "CREATE TABLE ledger_made_later (n int)")
        call_command("migrate", verbosity=0)
    try:
        sql("INSERT INTO made_later VALUES (1)", "SELECT n FROM ledger_made_later")
        with pytest.raises(DatabaseError, match=REFUSED):
            sql("INSERT INTO ledger_made_later VALUES (1)")
    finally:
        with as_owner():
            sql("DROP TABLE made_later, ledger_made_later")


def found():
    problems = run_checks(include_deployment_checks=True)
    return [problem.id for problem in problems if problem.id.startswith("trail.")]


@pytest.mark.req("LED-001", "GL-011")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_role_that_owns_the_record_fails_the_check_of_a_production():
    assert found() == []
    with as_owner():
        assert found() == ["trail.E004"]
        with pytest.raises(SystemCheckError, match="could alter"):
            call_command("check", deploy=True)


@pytest.mark.req("LED-001", "GL-011")
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_right_that_somebody_added_fails_it_as_well(verb, sql):
    with as_owner():
        sql(f"GRANT {verb} ON accounts_historicalproduct TO PUBLIC")
    assert found() == ["trail.E004"]

    call_command("grant")
    assert found() == []


@pytest.mark.req("LED-001")
@pytest.mark.parametrize(("variable", "code"), [("DATABASE_URL", 0), ("DATABASE_OWNER_URL", 1)])
def test_a_production_does_not_start_under_the_owner(variable, code):
    name = connection.settings_dict["NAME"]
    url = urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{name}"))
    production = {"PHARMACRM_LOCAL": "", "SITE_URL": "https://crm.example.com"}

    done = subprocess.run(
        [sys.executable, "-c", "import pharmacrm.wsgi"],
        env=os.environ | production | {"DATABASE_URL": url},
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, "could alter" in done.stderr) == (code, bool(code)), done.stderr
