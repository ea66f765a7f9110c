"""Reads the ledger and the recorded tables from the database, row by row and in the form that the verifier takes."""

from contextlib import contextmanager
from itertools import count

from django.db import connection

from compliance.ledger.access import HOUR, LINE, TABLE
from compliance.ledger.capture import PIN_TRANSACTION, array, recorded_tables
from compliance.ledger.log import Entry, Sealed

AT_ONCE = 2000  # rows per trip
_numbers = count(1)

COLUMNS = """SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> ALL(%s)"""
SEALED = """SELECT l.index, l.entry, l.hashed, e.leaf, e.salt, e.body, e.redacted_by
    FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.incarnation = l.incarnation
    AND e.xid = l.xid AND e.id = l.entry ORDER BY l.index"""
UNSEALED = """SELECT NULL, e.id, NULL, e.leaf, e.salt, e.body, e.redacted_by FROM ledger_entry e
    WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry = e.id) ORDER BY e.incarnation, e.xid, e.id"""


def columns_of(own, table):
    """{recorded column: its type} of a table, as a connection sees it."""
    with own.cursor() as cursor:
        cursor.execute(COLUMNS, [f'"{table.name}"', table.unrecorded])
        return dict(cursor.fetchall())


@contextmanager
def still_image():
    """An Image of one moment. It reads by a connection of its own, so that its caller can write how far it is."""
    is_inside = connection.in_atomic_block
    own = connection if is_inside else connection.copy()
    try:
        with atomic_on(own), own.cursor() as cursor:
            if not is_inside:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(PIN_TRANSACTION)
            yield Image(own)
    finally:
        if not is_inside:
            own.close()


@contextmanager
def atomic_on(own):
    """A transaction of a connection that Django does not know by name."""
    if own.in_atomic_block:
        yield
        return
    own.set_autocommit(False)
    try:
        yield
    finally:
        own.rollback()


class Image:
    def __init__(self, own):
        self.own = own

    def sealed_entries(self):
        # By index: whatever the planner thinks of it, a million payloads are not sorted.
        return map(_entry, self._rows(SEALED, "off"))

    def unsealed_entries(self):
        return map(_entry, self._rows(UNSEALED))

    def checkpoints(self):
        rows = self._rows(
            "SELECT size, note, previous, sealed_at FROM ledger_checkpoint ORDER BY id"
        )
        return [Sealed(*row) for row in rows]

    def live_rows(self, table):
        """(key, JSON text of the recorded columns)"""
        return self._rows(
            f"SELECT b.\"{table.key}\"::text, (to_jsonb(b) - '{array(table.unrecorded)}'::text[])::text"
            f' FROM "{table.name}" b'
        )

    def history_rows(self, table):
        """(history id, key, transaction, kind, JSON text of the tracked columns, actor, verb, reason, seconds)"""
        return self._rows(
            f'SELECT h.history_id, h."{table.key}"::text, h.xid, h.history_type,'
            f" (to_jsonb(h) - '{array(table.history_own)}'::text[])::text, h.actor,"
            " coalesce(to_json(h.action)::text, 'null'),"
            " coalesce(to_json(NULLIF(h.history_change_reason, ''))::text, 'null'),"
            f' extract(epoch FROM h.history_date)::float8 FROM "{table.history}" h'
        )

    def tables(self):
        """(name, live rows, history rows) of every recorded table."""
        for table in recorded_tables():
            yield table.name, self.live_rows(table), self.history_rows(table)

    def shapes(self):
        """{recorded table: {recorded column: its type}}"""
        return {table.name: columns_of(self.own, table) for table in recorded_tables()}

    def access_lines(self):
        """(hour, canonical line) of the access log, oldest first."""
        return self._rows(f"SELECT {HOUR}, {LINE} FROM {TABLE} a ORDER BY a.at, a.id")

    def _rows(self, question, sorting="on"):
        """Streams: a client-side cursor would hold the whole table."""
        with self.own.cursor() as cursor:
            for method in ("hashjoin", "mergejoin", "sort"):
                cursor.execute(f"SET LOCAL enable_{method} TO {sorting}")
        with self.own.connection.cursor(name=f"ledger_{next(_numbers)}") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(question)
            yield from cursor


def _entry(row):
    index, number, hashed, leaf, salt, body, redacted_by = row
    return Entry(
        index, number, hashed and bytes(hashed), leaf, salt and bytes(salt), body, redacted_by
    )
