"""What only the owner of the tables may: empty the test database between tests that commit, alter what the guards hold."""

from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

from accounts.database_role import as_owner

SWITCH = """DO $$ DECLARE name regclass; BEGIN
  FOR name IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'ledger_no_truncate' LOOP
    EXECUTE format('ALTER TABLE %s {} TRIGGER ledger_no_truncate', name);
  END LOOP;
END $$"""
# A story runs in the application's session, and one transaction: this lets it act as the owner within both.
DOOR = """CREATE OR REPLACE FUNCTION tests_as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path TO public, pg_temp AS $$ BEGIN EXECUTE statement; END $$"""
_tear_down = TransactionTestCase._fixture_teardown


def open_door():
    """In the test database, once it is made; by the owner."""
    with connection.cursor() as cursor:
        cursor.execute(DOOR)


def run_as_owner(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute("SELECT tests_as_owner(%s)", [statement])


@contextmanager
def unguarded():
    """As the owner, and tables may be emptied; in no transaction."""
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute(SWITCH.format("DISABLE"))
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(SWITCH.format("ENABLE ALWAYS"))


@contextmanager
def rewriting_history(*models):
    """For stories that need a past: what the guards refuse to everybody is done behind their back."""
    tables = [model.history.model._meta.db_table for model in models]
    for table in tables:
        run_as_owner(
            f'ALTER TABLE "{table}" DISABLE TRIGGER ledger_append_only',
            f'GRANT UPDATE, DELETE ON "{table}" TO PUBLIC',
        )
    yield
    for table in tables:
        run_as_owner(
            f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_append_only',
            f'REVOKE UPDATE, DELETE ON "{table}" FROM PUBLIC',
        )


def _empty(case):
    with unguarded(), as_owner("keys"):
        _tear_down(case)


def let_tests_start_empty():
    TransactionTestCase._fixture_teardown = _empty
