"""What the ledger holds of a row, in the words of a story."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from tests.api.conftest import program  # noqa: F401
from tests.compliance.ledger import world
from tests.unguarded import unguarded
from tests.visits.conftest import planned, policy, today, topic  # noqa: F401

OF_ROW = """SELECT leaf, body FROM ledger_entry WHERE tbl = %s AND key = %s ORDER BY id"""


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """A small sealed company that the whole module looks at; [(where, checkpoint)] from outside."""
    with django_db_blocker.unblock():
        world.settle()
        yield world.notes()
        with unguarded():
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def entries_of():
    """[(operation, row before, row after, reason, verb)] of a record, oldest first."""

    def read(record):
        with connection.cursor() as cursor:
            cursor.execute(OF_ROW, [record._meta.db_table, str(record.pk)])
            return [_told(leaf, body) for leaf, body in cursor.fetchall()]

    return read


@pytest.fixture
def leaves_of():
    """The leaves of a record, parsed, oldest first."""

    def read(record):
        with connection.cursor() as cursor:
            cursor.execute(OF_ROW, [record._meta.db_table, str(record.pk)])
            return [json.loads(leaf) for leaf, _body in cursor.fetchall()]

    return read


@pytest.fixture
def sql():
    """Runs statements as somebody at a console would."""

    def run(*statements):
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None

    return run


def _told(leaf, body):
    old, new, why, act = (json.loads(line) for line in body.split("\n")[:4])
    return json.loads(leaf)["op"], old, new, why, act
