"""Many rows of one model at once, with their history, by COPY in the caller's transaction (decision 17)."""

import io
import json
import re
from datetime import date, datetime, time

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ESCAPED = re.compile(r"[\\\t\n\r]")
NULL = "\\N"


def copy_rows(rows):
    """Writes unsaved instances of one model and gives each its key. Checks nothing and sends no signal."""
    if not rows:
        return
    model = type(rows[0])
    _give_keys(model, rows)
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    for field in fields:
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            for row in rows:
                field.pre_save(row, add=True)
    copy_lines(model, fields, (vars(row) for row in rows))


def copy_lines(model, fields, records):
    """COPY of these fields of a table, from dictionaries by attname."""
    lines = io.StringIO()
    writers = [(field.attname, _writer(field)) for field in fields]
    for record in records:
        lines.write("\t".join([write(record[name]) for name, write in writers]) + "\n")
    lines.seek(0)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', lines)


def copy_recorded(rows):
    """The same for a recorded model, inside a deed: the database fills in who did it, what it was and why."""
    if rows:
        copy_rows(rows)
        _record_as_they_are(rows, "+")


def update_recorded(rows, fields):
    """Writes these fields of whole, freshly read rows of one recorded model, with their history, inside a deed."""
    if rows:
        update_rows(rows, fields)
        _record_as_they_are(rows, "~")


def update_rows(rows, fields):
    """Writes these fields of rows of one model in one statement. Checks nothing and sends no signal."""
    if not rows:
        return
    meta = rows[0]._meta
    changed = [meta.get_field(name) for name in fields]
    told = [
        {field.column: getattr(row, field.attname) for field in [meta.pk, *changed]} for row in rows
    ]
    changes = ", ".join(f'"{field.column}" = told."{field.column}"' for field in changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{meta.db_table}" row SET {changes}'
            f' FROM jsonb_populate_recordset(NULL::"{meta.db_table}", %s::jsonb) told'
            f' WHERE row."{meta.pk.column}" = told."{meta.pk.column}"',
            [json.dumps(told, cls=DjangoJSONEncoder)],
        )


def delete_recorded(rows):
    """Deletes rows of one recorded model, on which nothing hangs, with their history, inside a deed."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = rows[0].history.model.tracked_fields
    told = [{field.column: getattr(row, field.attname) for field in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{meta.db_table}" WHERE "{meta.pk.column}" = ANY(%s)',
            [[row.pk for row in rows]],
        )
    source = f'jsonb_populate_recordset(NULL::"{meta.db_table}", %s::jsonb) row'
    _record(rows, "-", source, json.dumps(told, cls=DjangoJSONEncoder))


def _record_as_they_are(rows, how):
    meta = rows[0]._meta
    source = f'"{meta.db_table}" row WHERE row."{meta.pk.column}" = ANY(%s)'
    _record(rows, how, source, [row.pk for row in rows])


def _record(rows, how, source, which):
    history = type(rows[0]).history.model
    key = rows[0]._meta.pk.column
    columns = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{history._meta.db_table}" ({columns}, history_date, history_type, history_change_reason,'
            f" history_user_id) SELECT {columns}, %s, %s, {_REASON}, {_USER} FROM {source}"
            f' ORDER BY row."{key}"',
            [timezone.now(), how, which],
        )


_REASON = "NULLIF(current_setting('app.reason', true), '')"
# The person of the deed, where it is one.
_USER = (
    "(SELECT id FROM accounts_user WHERE uuid ="
    " substring(current_setting('app.actor', true) from '^user:(.*)$')::uuid)"
)


def new_keys(model, number):
    """As many new keys from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', model._meta.pk.column, number],
        )
        return [key for (key,) in cursor.fetchall()]


def _give_keys(model, rows):
    """A table on another's key has its keys already."""
    new = [row for row in rows if row.pk is None]
    if new:
        for row, key in zip(new, new_keys(model, len(new)), strict=True):
            row.pk = key


def _writer(field):
    if isinstance(field, ArrayField):
        return _array
    if isinstance(field, models.JSONField):
        return _json
    return _number if _is_number(field) else _text


def _is_number(field):
    """A key of another table's is what it points at."""
    while field.is_relation:
        field = field.target_field
    return isinstance(field, models.IntegerField)


def _number(value):
    return NULL if value is None else f"{value}"


def _text(value):
    if value is None:
        return NULL
    if isinstance(value, str):
        # Few texts have anything to escape; to find that out takes a fifth of doing it.
        return value.translate(_ESCAPES) if _ESCAPED.search(value) else value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def _json(value):
    return _text(json.dumps(value, ensure_ascii=False))


def _array(values):
    quoted = ['"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    return _text("{" + ",".join(quoted) + "}")
