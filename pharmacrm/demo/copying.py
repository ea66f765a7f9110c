"""Many rows at once: COPY for the rows, one INSERT … SELECT for their history, in the same transaction (decision 17)."""

from django.db import connection, models
from django.utils import timezone

from accounts.copying import copy_lines, new_keys

CHUNK = 20_000  # rows


def copy_in(model, rows, *, history=None):
    """Writes dictionaries (attname → value) and gives each its key. Returns the keys in the rows' order.

    Columns that no row of the chunk names get the field's default. `history` is a History, or None for a model
    without one.
    """
    keys, chunk = [], []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            keys += _copy_chunk(model, chunk, history)
            chunk = []
    return keys + (_copy_chunk(model, chunk, history) if chunk else [])


class History:
    """How the first history row of each copied row reads: what was done, by whose column, at which column's moment.

    `action` is one word for all, or a dictionary by the rows' status.
    """

    def __init__(self, action, *, by=None, at=None):
        by_status = action if isinstance(action, dict) else {}
        cases = "".join(f" WHEN '{status}' THEN '{done}'" for status, done in by_status.items())
        self.action = f"CASE b.status{cases} END" if by_status else f"'{action}'"
        self.by, self.at = by, at

    def write(self, model, first, last):
        table, past = model._meta.db_table, model.history.model._meta.db_table
        key = model._meta.pk.column
        shared = [
            field.column
            for field in model.history.model._meta.concrete_fields
            if field.column in {own.column for own in model._meta.concrete_fields}
        ]
        columns = ", ".join(f'"{column}"' for column in shared)
        values = ", ".join(f'b."{column}"' for column in shared)
        who = ("u.id", "'user:' || u.uuid") if self.by else ("NULL", "current_setting('app.actor')")
        people = f'JOIN accounts_user u ON u.id = b."{self.by}_id"' if self.by else ""
        at = f'COALESCE(b."{self.at}", now())' if self.at else "now()"
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{past}" ({columns}, history_date, history_type, history_user_id, actor, action)'
                f" SELECT {values}, {at}, '+', {who[0]}, {who[1]}, {self.action}"
                f' FROM "{table}" b {people} WHERE b."{key}" BETWEEN %s AND %s ORDER BY b."{key}"',
                [first, last],
            )


def _copy_chunk(model, rows, history):
    fields = _fields(model, rows)
    pk = model._meta.pk.attname
    if pk not in rows[0]:  # not a table on another's key
        for row, key in zip(rows, new_keys(model, len(rows)), strict=True):
            row[pk] = key
    left_out = [
        (field.attname, _default(field)) for field in fields if field.attname not in rows[0]
    ]
    for row in rows:
        row.update((name, default()) for name, default in left_out)
    copy_lines(model, fields, rows)
    keys = [row[pk] for row in rows]
    if history:
        history.write(model, min(keys), max(keys))
    return keys


def _fields(model, rows):
    """Those that the rows name, and those that have no default of the database's own."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated
        and (
            field.primary_key or field.attname in rows[0] or field.db_default is models.NOT_PROVIDED
        )
    ]


def _default(field):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now
    return field.get_default
