"""The access log in the ledger: an entry for each closed hour holds how many rows it has, and their SHA-256.

The canonical bytes of an hour (UTC): one line for each row in the order of moment and number, a JSON array
[id, moment to the microsecond, user, action, what, subject, filters, count, reason, request, address] and a line feed,
in UTF-8, as the database writes JSON.
"""

from django.db import connection

TABLE = "accounts_access"
LINE = """json_build_array(a.id, to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.user_id, a.action,
    a.what, a.subject, a.filters, a.count, a.reason, a.request_id, a.ip)::text || E'\\n'"""
HOUR = """to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":00Z"')"""
AT_ONCE = 500  # hours; after a long pause the next minute goes on


def sealed_until():
    """The name of the last hour that was sealed ("2026-11-22T10:00Z"), or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(key) FROM ledger_entry WHERE tbl = %s", [TABLE])
        return cursor.fetchone()[0]


def seal_access():
    """Writes the entries of hours that have closed. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal_access(%s)", [AT_ONCE])
        return cursor.fetchone()[0]
