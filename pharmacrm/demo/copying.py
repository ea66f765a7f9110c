"""Many rows at once: COPY for the rows, one INSERT … SELECT for their history, in the same transaction (decision 17)."""

import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

CHUNK = 20_000  # rows
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


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
    """How the first history row of each copied row reads: what was done, by whose column, at which column's moment."""

    def __init__(self, action, *, by=None, at=None):
        self.action, self.by, self.at = action, by, at

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
                f" SELECT {values}, {at}, '+', {who[0]}, {who[1]}, %s"
                f' FROM "{table}" b {people} WHERE b."{key}" BETWEEN %s AND %s ORDER BY b."{key}"',
                [self.action, first, last],
            )


def _copy_chunk(model, rows, history):
    fields = _fields(model, rows)
    keys = _keys(model, rows)
    writers = [(field.attname, _writer(field), _default(field)) for field in fields]
    buffer = io.StringIO()
    for key, row in zip(keys, rows, strict=True):
        row.setdefault(model._meta.pk.attname, key)
        cells = (write(row[name] if name in row else default()) for name, write, default in writers)
        buffer.write("\t".join(cells) + "\n")
    buffer.seek(0)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', buffer)
    if history:
        history.write(model, min(keys), max(keys))
    return keys


def _fields(model, rows):
    return [
        field
        for field in model._meta.concrete_fields
        if not getattr(field, "generated", False)
        and (
            field.primary_key or field.attname in rows[0] or field.db_default is models.NOT_PROVIDED
        )
    ]


def _keys(model, rows):
    """Given ones (a table on another's key), else a run of new numbers from the table's own sequence."""
    pk = model._meta.pk
    if pk.attname in rows[0]:
        return [row[pk.attname] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', pk.column, len(rows)],
        )
        return [number for (number,) in cursor.fetchall()]


def _default(field):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return timezone.now
    return field.get_default


def _writer(field):
    if isinstance(field, ArrayField):
        return _array
    if isinstance(field, models.JSONField):
        return lambda value: _text(json.dumps(value, ensure_ascii=False))
    return _text


def _text(value):
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int | float | Decimal | UUID):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def _array(values):
    quoted = ('"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return _text("{" + ",".join(quoted) + "}")
