"""What each role of the database may, in one place (LED-001). `migrate` puts it into force at its end, also for new tables.

The ledger's tables and functions belong to a role of their own, under which capture runs: what it writes, the
application cannot.
"""

from collections import defaultdict

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from accounts.database_role import as_owner, roles
from accounts.history import system
from accounts.models import Access, Signature
from compliance.ledger.capture import recorded_tables
from compliance.ledger.erasing import erased_tables, holders
from compliance.ledger.guards import LEDGER_TABLES, expected_guards
from compliance.models import ErasureCase, LegalHold

GRANT = system("grant")
READ, ADD, WRITE = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"
LEDGER = {
    "ledger_entry": READ,
    "ledger_incarnation": READ,
    "ledger_leaf": ADD,
    "ledger_checkpoint": ADD,
    "ledger_verification": ADD,
    "ledger_delivery": "SELECT, INSERT, UPDATE",
}
WRITTEN_ONCE = {Access._meta.db_table, Signature._meta.db_table}
# What sealing and an approved erasure call. Triggers run without this right; nobody else's word becomes an entry.
EXECUTABLE = ["ledger_beat()", "ledger_seal_access(integer)", "ledger_erase(uuid)"]

# Partitions are reached through their table alone.
TABLES = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT relispartition ORDER BY relname"""
# Sequences of a column go with their table.
SEQUENCES = """SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    AND NOT starts_with(relname, 'ledger_') ORDER BY relname"""
LEDGERS_OWN = """SELECT format('TABLE %%I', relname) FROM pg_class c
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND starts_with(relname, 'ledger_')
        AND pg_get_userbyid(relowner) <> %(ledger)s
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
    UNION ALL SELECT format('FUNCTION %%s', oid::regprocedure) FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'ledger_')
        AND pg_get_userbyid(proowner) <> %(ledger)s"""
ALTERABLE = """SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(guarded)s)
      AND (pg_has_role(c.relowner, 'MEMBER') OR has_table_privilege(c.oid, 'TRUNCATE, TRIGGER')
        OR c.relname = ANY(%(kept)s) AND has_table_privilege(c.oid, 'UPDATE, DELETE'))
    ORDER BY c.relname"""


def rights_of_application():
    """A function from the name of a table to what the application may do with its rows."""
    histories = {table.history for table in recorded_tables()}
    special = dict.fromkeys(histories | WRITTEN_ONCE, ADD)
    special |= LEDGER | {MigrationRecorder.Migration._meta.db_table: READ}
    return lambda name: special.get(name, READ if name.startswith("ledger_") else WRITE)


def rights_of_ledger():
    """{table: rights}: the access log, of which hours are sealed, and what an erasure locks, reads and empties."""
    rights = {
        Access._meta.db_table: READ,
        ErasureCase._meta.db_table: "SELECT, UPDATE",
        LegalHold._meta.db_table: READ,
        **{table.history: READ for table, _column in holders()},
    }
    for table in erased_tables():
        rights |= {table.name: READ, table.history: "SELECT, UPDATE"}
    return rights


def grant(alias=DEFAULT_DB_ALIAS):
    """Gives each role its own, and nothing else. Nothing to do where one role does all."""
    names = roles(alias)
    if not names.are_split:
        return
    with (
        as_owner(alias),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute("SELECT set_config('app.actor', %s, true)", [GRANT.actor])
        if alias == DEFAULT_DB_ALIAS:
            _hand_over_the_ledger(cursor, names)
        _grant_tables(cursor, names.app)


def _hand_over_the_ledger(cursor, names):
    cursor.execute(LEDGERS_OWN, {"ledger": names.ledger})
    found = [thing for (thing,) in cursor.fetchall()]
    # A new owner must be allowed to make such a thing: for this moment it is.
    cursor.execute(f'GRANT CREATE ON SCHEMA public TO "{names.ledger}"')
    for thing in found:
        cursor.execute(f'ALTER {thing} OWNER TO "{names.ledger}"')
        if thing.startswith("FUNCTION"):
            cursor.execute(f"REVOKE ALL ON {thing} FROM PUBLIC")
    cursor.execute(f'REVOKE CREATE ON SCHEMA public FROM "{names.ledger}"')
    there = set(_names(cursor, TABLES))
    for table, rights in rights_of_ledger().items():
        if table in there:
            cursor.execute(f'GRANT {rights} ON "{table}" TO "{names.ledger}"')


def _grant_tables(cursor, app):
    rights_on, tables = rights_of_application(), defaultdict(list)
    for name in _names(cursor, TABLES):
        tables[rights_on(name)].append(f'"{name}"')
    cursor.execute(
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, "{app}";'
        f' REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, "{app}"'
    )
    for rights, names in tables.items():
        cursor.execute(f'GRANT {rights} ON {", ".join(names)} TO "{app}"')
    if sequences := _names(cursor, SEQUENCES):
        listed = ", ".join(f'"{name}"' for name in sequences)
        cursor.execute(f'GRANT USAGE ON SEQUENCE {listed} TO "{app}"')
    for function in EXECUTABLE:
        cursor.execute("SELECT to_regprocedure(%s)", [function])
        if cursor.fetchone()[0]:
            cursor.execute(f'GRANT EXECUTE ON FUNCTION {function} TO "{app}"')


def _names(cursor, question):
    cursor.execute(question)
    return [name for (name,) in cursor.fetchall()]


def alterable_tables():
    """The ledger's, recorded and history tables that the present role owns or could change behind the guards."""
    histories = {table.history for table in recorded_tables()}
    tables = {
        "guarded": sorted({*WRITTEN_ONCE, *(guard.table for guard in expected_guards())}),
        "kept": sorted({*LEDGER_TABLES, *histories, *WRITTEN_ONCE}),
    }
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(ALTERABLE, tables)
        return [name for (name,) in cursor.fetchall()]
