"""The SQL that captures: functions for all tables, and for each recorded table its own.

A recorded table is found by its model's history; its unrecorded columns are those that the history leaves out.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.apps import apps

from accounts.history import recorded_models
from compliance.ledger import access

FUNCTIONS = Path(__file__).parent / "sql" / "functions.sql"
PINNED = """SET search_path TO pg_catalog, pg_temp SET timezone TO 'UTC' SET datestyle TO 'ISO, YMD'
SET intervalstyle TO 'iso_8601' SET extra_float_digits TO '1' SET bytea_output TO 'hex'"""
PIN_TRANSACTION = """SET LOCAL timezone TO 'UTC'; SET LOCAL datestyle TO 'ISO, YMD';
SET LOCAL intervalstyle TO 'iso_8601'; SET LOCAL extra_float_digits TO '1'; SET LOCAL bytea_output TO 'hex'"""
SALT = "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())"  # 244 random bits, without an extension

_ENTRIES = """INSERT INTO public.ledger_entry (xid, id, incarnation, leaf, salt, body)
    SELECT the_xid, id, inc, '{"v":1,"id":' || id || head || pk || ',"pc":"'
      || encode(sha256(salt || convert_to(body, 'UTF8')), 'hex') || '"}', salt, body
    FROM (SELECT nextval('public.ledger_entry_number') AS id, <salt> AS salt, to_json(pk)::text AS pk, body
      FROM (<changed>) changed) entries"""
_ROWS = """(SELECT j, j ->> TG_ARGV[0] AS pk
        FROM (SELECT to_jsonb(r) - TG_ARGV[1]::text[] AS j FROM {} r OFFSET 0) rows)"""
_NEW, _OLD = _ROWS.format("new_rows"), _ROWS.format("old_rows")
_CHANGED = {
    "inserted": rf"SELECT pk, E'null\n' || j::text || tail AS body FROM {_NEW} n",
    "deleted": rf"SELECT pk, j::text || E'\nnull' || tail AS body FROM {_OLD} o",
    "updated": rf"""SELECT coalesce(n.pk, o.pk) AS pk,
        coalesce(o.j::text, 'null') || E'\n' || coalesce(n.j::text, 'null') || tail AS body
      FROM {_OLD} o FULL JOIN {_NEW} n ON o.pk = n.pk WHERE o.j IS DISTINCT FROM n.j""",
}


def functions(plan):
    """The functions that do not depend on a table, as one script. `plan` says what an erasure empties."""
    told = "coalesce(to_json(NULLIF(current_setting('app.{}', true), ''))::text, 'null')"
    settings = {name: told.format(name) for name in ("actor", "request_id", "reason", "action")}
    entries = {
        name: _ENTRIES.replace("<salt>", SALT).replace("<changed>", changed)
        for name, changed in _CHANGED.items()
    }
    return FUNCTIONS.read_text().format(
        pinned=PINNED,
        salt=SALT,
        plan=plan,
        access=access.TABLE,
        line=access.LINE,
        **settings,
        **entries,
    )


@dataclass(frozen=True)
class Table:
    """A recorded table: its name, its key's column, and its history."""

    model: type

    @property
    def name(self):
        return self.model._meta.db_table

    @property
    def history(self):
        return self.model.history.model._meta.db_table

    @property
    def key(self):
        return self.model._meta.pk.column

    @cached_property
    def recorded(self):
        tracked = {field.attname for field in self.model.history.model.tracked_fields}
        return [field.column for field in self._fields if field.attname in tracked]

    @property
    def unrecorded(self):
        return [field.column for field in self._fields if field.column not in self.recorded]

    @property
    def history_own(self):
        """The columns that the history adds to the record's."""
        fields = self.model.history.model._meta.concrete_fields
        return [field.column for field in fields if field.column not in self.recorded]

    @property
    def _fields(self):
        return self.model._meta.concrete_fields

    @property
    def needs(self):
        return f"ledger_needs_{self.name}"

    @property
    def note(self):
        return f"ledger_note_{self.name}"

    def functions(self):
        return _NEEDS.format(table=self, unchanged=self._unchanged()) + _NOTE.format(
            table=self, own=array(self.history_own)
        )

    def _unchanged(self):
        if not self.unrecorded:
            return "OLD IS NOT DISTINCT FROM NEW"
        old, new = (", ".join(f'{of}."{name}"' for name in self.recorded) for of in ("OLD", "NEW"))
        return f"({old}) IS NOT DISTINCT FROM ({new})"


# No column stands in a trigger's definition: a migration may drop or retype any of them. A plan is kept while a load
# fills an empty table: it must not be the one that reads it all.
_NEEDS = """
CREATE OR REPLACE FUNCTION {table.needs}() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND {unchanged} THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM public."{table.history}" h WHERE h."{table.key}" = coalesce(NEW."{table.key}", OLD."{table.key}")
    AND h.xid = pg_current_xact_id()::text::bigint) THEN
    RAISE EXCEPTION 'A change of {table.name} % has no history: it is refused', coalesce(NEW."{table.key}", OLD."{table.key}")
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
_NOTE = """
CREATE OR REPLACE FUNCTION {table.note}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path TO pg_catalog, pg_temp SET enable_seqscan TO off AS $$
BEGIN
  IF NEW.xid = pg_current_xact_id()::text::bigint
    AND NEW.actor = current_setting('app.actor', true)
    AND NEW.action = current_setting('app.action', true)
    AND coalesce(NEW.history_change_reason, '') = coalesce(current_setting('app.reason', true), '')
    AND NEW.history_date BETWEEN clock_timestamp() - interval '1 hour' AND clock_timestamp() + interval '1 hour'
    AND EXISTS (SELECT FROM public.ledger_entry e WHERE e.tbl = '{table.name}' AND e.key = NEW."{table.key}"::text
      AND e.xid = NEW.xid)
  THEN
    RETURN NULL;
  END IF;
  PERFORM public.ledger_tell('{table.name}', '{table.key}', '{own}', NEW);
  RETURN NULL;
END $$;
"""


def recorded_tables():
    return [Table(model) for model in recorded_models(apps)]


def array(names):
    return f"{{{','.join(names)}}}"
