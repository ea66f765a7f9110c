"""Puts capture and guards into the database after each migration, and takes over what was there before.

A recorded table that is new to the ledger gets an entry for each row and each history row that it holds; one whose
columns changed gets them anew, so that the last entry of a row always has the columns that the row has.
"""

import json
import secrets

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max

from accounts.history import deed, system
from compliance.ledger.capture import PIN_TRANSACTION, array, functions, recorded_tables
from compliance.ledger.erasing import plan
from compliance.ledger.guards import (
    expected_functions,
    found_functions,
    found_guards,
    guards_of,
    guards_of_ledger,
)
from compliance.ledger.tables import columns_of
from compliance.ledger.watch import note_watch
from compliance.models import Checkpoint, Incarnation

MIGRATION = system("migrate")
# How a row read before, by its last entry: the columns that are gone or of another type are told by nothing else.
LAST_TOLD = """(SELECT split_part(e.body, E'\\n', 2) FROM ledger_entry e WHERE e.tbl = %s AND e.key = b.{key}::text
    AND e.leaf::jsonb ->> 'op' IN ('I', 'U', 'S') ORDER BY e.id DESC LIMIT 1)"""


def install_after_migrate(using, **kwargs):
    """For post_migrate: nothing to do for the database of the keys, nor before our own tables exist."""
    if using == "default" and "ledger_entry" in connection.introspection.table_names():
        install()


@transaction.atomic
def install():
    with deed("ledger.install", by=MIGRATION), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.install'))")
        cursor.execute(PIN_TRANSACTION)
        tables = _existing(cursor)
        _hold(cursor, tables)
        _make_functions(cursor, tables)
        found = found_guards()
        _make_guards(cursor, guards_of_ledger(), found)
        if not Incarnation.objects.exists():
            begin_log(cursor)
        note_watch(cursor)
        for table in tables:
            _make_guards(cursor, guards_of(table), found)
            _take_over(cursor, table)


def begin_log(cursor, origin=None, by=MIGRATION.actor, because="", previous_note=""):
    """A new life of the database in the ledger's eyes, said in the log itself (G). Returns its row."""
    cursor.execute("SELECT system_identifier FROM pg_control_system()")
    (identifier,) = cursor.fetchone()
    life = Incarnation.objects.create(
        system_identifier=identifier,
        origin=origin or f"pharmacrm/{secrets.token_hex(8)}/1",
        adopted_by=by,
        reason=because,
        previous_note=previous_note,
    )
    genesis = {
        "origin": life.origin,
        "system_identifier": str(identifier),
        "previous_note": previous_note,
        "kept": Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0,
        "adopted_by": by,
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }
    cursor.execute(
        "SELECT ledger_write('G', 'ledger_incarnation', %s, NULL, %s, %s, 'ledger.begin')",
        [str(life.seq), json.dumps(genesis), because or None],
    )
    return life


def _existing(cursor):
    """The recorded tables that the migrations have made so far."""
    names = set(connection.introspection.table_names(cursor))
    return [table for table in recorded_tables() if {table.name, table.history} <= names]


def _hold(cursor, tables):
    """Whoever is writing rows that are told anew ends first: before this transaction has a number, so that its own lies
    behind theirs."""
    changed = [t for t in tables if columns_of(connection, t) != _told_columns(cursor, t)]
    if changed:
        names = ", ".join(f'"{table.name}", "{table.history}"' for table in changed)
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def _make_functions(cursor, tables):
    expected, found = expected_functions(), found_functions()
    if expected.items() - found.items():
        cursor.execute(functions(plan()))
        for table in tables:
            cursor.execute(table.functions())


def _make_guards(cursor, guards, found):
    for guard in guards:
        if guard not in found:
            cursor.execute(guard.make())


def _take_over(cursor, table):
    columns = columns_of(connection, table)
    before = _told_columns(cursor, table)
    if columns == before:
        return
    cursor.execute(
        "SELECT ledger_write('T', %s, '', NULL, %s, NULL, 'ledger.columns')",
        [table.name, json.dumps({"columns": columns, "history": table.history})],
    )
    # Added columns take nothing from what was written without them.
    is_less = before is None or before.items() - columns.items()
    was = LAST_TOLD.format(key=f'"{table.key}"') if before and is_less else "NULLIF(%s, '')"
    cursor.execute(
        f"SELECT count(ledger_write('S', %s, b.\"{table.key}\"::text, {was},"
        f" (to_jsonb(b) - %s::text[])::text, NULL, 'ledger.take_over')) FROM \"{table.name}\" b",
        [table.name, table.name if before and is_less else "", array(table.unrecorded)],
    )
    if is_less:
        cursor.execute(
            f'SELECT count(ledger_tell(%s, %s, %s::text[], h)) FROM "{table.history}" h',
            [table.name, table.key, array(table.history_own)],
        )


def _told_columns(cursor, table):
    """Those that the last entry about the table itself names; None when there is no such entry."""
    cursor.execute(
        "SELECT split_part(body, E'\\n', 2) FROM ledger_entry WHERE tbl = %s AND key = ''"
        " AND leaf::jsonb ->> 'op' = 'T' ORDER BY xid DESC, id DESC LIMIT 1",
        [table.name],
    )
    found = cursor.fetchone()
    return json.loads(found[0])["columns"] if found else None
