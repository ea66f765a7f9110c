"""Whether the database tells changes of its own form (LED-019): event triggers, which only a superuser can make.

What was told once in a life of the database must go on: a superuser who takes the watch away is missed (GUARD_OFF).
"""

import re
from pathlib import Path

from django.db import connection

SCRIPT = Path(__file__).parent / "sql" / "watch.sql"
SOURCE = re.compile(r"FUNCTION (watch\.\w+)\(.*?AS \$\$(.*?)\$\$", re.DOTALL)
TRIGGERS = {("watch_ddl_command_end", "ddl_command_end"), ("watch_sql_drop", "sql_drop")}
TABLE = "form"  # of entries about the database's form
FOUND_TRIGGERS = """SELECT evtname, evtevent FROM pg_event_trigger
    WHERE evtenabled = 'A' AND evtfoid = to_regprocedure('watch.note_form()')"""
FOUND_SOURCES = """SELECT 'watch.' || proname, prosrc FROM pg_proc
    WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'watch')"""
TOLD = """SELECT EXISTS (SELECT FROM ledger_entry WHERE tbl = %s AND key = 'watched'
    AND incarnation = (SELECT max(seq) FROM ledger_incarnation))"""
TELL = "SELECT ledger_write('T', %s, 'watched', NULL, '{}', NULL, 'ledger.watched')"


def is_watched():
    """Whether the event triggers are there, always on, and run what this release would install."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND_TRIGGERS)
        triggers = set(cursor.fetchall())
        cursor.execute(FOUND_SOURCES)
        sources = dict(cursor.fetchall())
    return triggers >= TRIGGERS and sources == dict(SOURCE.findall(SCRIPT.read_text()))


def watch_is_missed():
    """Whether this life of the database began to be watched, and is not any more."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [TABLE])
        return cursor.fetchone()[0] and not is_watched()


def note_watch(cursor):
    """For each migration: says once that the watch has begun."""
    cursor.execute(TOLD, [TABLE])
    if not cursor.fetchone()[0] and is_watched():
        cursor.execute(TELL, [TABLE])
