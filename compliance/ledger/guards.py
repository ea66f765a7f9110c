"""The triggers that hold the ledger: which ones must be there, and which ones are.

The installer makes what is missing; verification reports it (GUARD_OFF).
"""

import re
from dataclasses import dataclass

from django.db import connection

from compliance.ledger.capture import array, functions, recorded_tables
from compliance.ledger.erasing import erased_columns, plan

ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE = 1, 2, 4, 8, 16, 32  # bits of pg_trigger.tgtype
FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)(.*?)AS \$\$(.*?)\$\$", re.DOTALL)
APPEND_ONLY = ("ledger_append_only", "ledger_refuse", ROW | BEFORE | UPDATE | DELETE)
LEDGER_TABLES = {
    "ledger_entry": "ledger_guard_entry",
    "ledger_leaf": "ledger_refuse",
    "ledger_checkpoint": "ledger_refuse",
    "ledger_incarnation": "ledger_refuse",
    "ledger_verification": "ledger_refuse",
}


@dataclass(frozen=True)
class Guard:
    """A trigger as the database's catalogue describes it."""

    table: str
    name: str
    function: str
    type: int
    arguments: tuple = ()

    def drop(self):
        return f'DROP TRIGGER IF EXISTS {self.name} ON "{self.table}"'

    def make(self):
        """Always enabled: a session that plays the replica is no exception."""
        arguments = ", ".join(f"'{argument}'" for argument in self.arguments)
        return (
            f'{self.drop()}; CREATE {self._constraint} TRIGGER {self.name} {self._moment} ON "{self.table}"'
            f" {self._timing} FOR EACH {'ROW' if self.type & ROW else 'STATEMENT'}"
            f' EXECUTE FUNCTION {self.function}({arguments}); ALTER TABLE "{self.table}"'
            f" ENABLE ALWAYS TRIGGER {self.name}"
        )

    @property
    def _constraint(self):
        return "CONSTRAINT" if self.is_deferred else ""

    @property
    def is_deferred(self):
        return self.name == "ledger_needs_history"

    @property
    def _moment(self):
        bits = {INSERT: "INSERT", UPDATE: "UPDATE", DELETE: "DELETE", TRUNCATE: "TRUNCATE"}
        events = " OR ".join(event for bit, event in bits.items() if self.type & bit)
        return f"{'BEFORE' if self.type & BEFORE else 'AFTER'} {events}"

    @property
    def _timing(self):
        if self.is_deferred:
            return "DEFERRABLE INITIALLY DEFERRED"
        if self.function != "ledger_capture":
            return ""
        old = "OLD TABLE AS old_rows" if self.type & (UPDATE | DELETE) else ""
        new = "NEW TABLE AS new_rows" if self.type & (UPDATE | INSERT) else ""
        return f"REFERENCING {old} {new}"


def guards_of(table):
    """Those of a recorded table and its history."""
    arguments = (table.key, array(table.unrecorded))
    captures = [
        Guard(table.name, f"ledger_capture_{event}", "ledger_capture", bit, arguments)
        for event, bit in (("insert", INSERT), ("update", UPDATE), ("delete", DELETE))
    ]
    return [
        *captures,
        Guard(table.name, "ledger_needs_history", table.needs, ROW | INSERT | UPDATE | DELETE),
        Guard(table.history, "ledger_note", table.note, ROW | INSERT),
        _kept_history(table),
        _no_truncate(table.name),
        _no_truncate(table.history),
    ]


def _kept_history(table):
    """Refuses every change, but an erasure where the table holds people."""
    erased = erased_columns(table)
    if not erased:
        return Guard(table.history, *APPEND_ONLY)
    arguments = (table.name, table.key, array(table.history_own), array(erased))
    return Guard(
        table.history, "ledger_append_only", "ledger_guard_history", APPEND_ONLY[-1], arguments
    )


def guards_of_ledger():
    for name, function in LEDGER_TABLES.items():
        yield Guard(name, "ledger_append_only", function, ROW | BEFORE | UPDATE | DELETE)
        yield _no_truncate(name)


def _no_truncate(name):
    return Guard(name, "ledger_no_truncate", "ledger_refuse", BEFORE | TRUNCATE)


def expected_guards():
    return {
        *guards_of_ledger(),
        *(guard for table in recorded_tables() for guard in guards_of(table)),
    }


def found_guards():
    """The guards that are there and always on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, p.proname, t.tgtype, encode(t.tgargs, 'escape')"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgname LIKE 'ledger\\_%%' AND t.tgenabled = 'A' AND c.relnamespace = 'public'::regnamespace"
        )
        return {
            Guard(*row, tuple(arguments.split("\\000")[:-1]))
            for *row, arguments in cursor.fetchall()
        }


def expected_functions():
    """{name: (source, whether it runs as its owner, number of pinned settings)}"""
    scripts = [functions(plan()), *(table.functions() for table in recorded_tables())]
    return {
        name: (source, "SECURITY DEFINER" in head, len(re.findall(r"\bSET \w+ TO ", head)))
        for script in scripts
        for name, head, source in FUNCTION.findall(script)
    }


def found_functions():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc, prosecdef, coalesce(cardinality(proconfig), 0) FROM pg_proc"
            " WHERE proname LIKE 'ledger\\_%%' AND pronamespace = 'public'::regnamespace"
        )
        return {name: (source, *rest) for name, source, *rest in cursor.fetchall()}


def rules_in_the_way():
    """Rewrite rules and row security on guarded tables, which would let a statement pass by a trigger."""
    names = sorted({guard.table for guard in expected_guards()})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s)"
            " AND c.relnamespace = 'public'::regnamespace AND (c.relrowsecurity"
            " OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'))",
            [names],
        )
        return [name for (name,) in cursor.fetchall()]
