"""Empties the test database between tests that commit, which the ledger's guards refuse to everybody else."""

from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

SWITCH = """DO $$ DECLARE name regclass; BEGIN
  FOR name IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'ledger_no_truncate' LOOP
    EXECUTE format('ALTER TABLE %s {} TRIGGER ledger_no_truncate', name);
  END LOOP;
END $$"""
_tear_down = TransactionTestCase._fixture_teardown


@contextmanager
def unguarded():
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
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ledger_append_only')
        yield
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER ledger_append_only')


def _empty(case):
    with unguarded():
        _tear_down(case)


def let_tests_start_empty():
    TransactionTestCase._fixture_teardown = _empty
