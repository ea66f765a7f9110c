"""Pages of a list by the key of their first and last row: as fast on page 1,000 as on page 1 (never OFFSET)."""

import base64
import binascii
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    rows: list
    newer_url: str | None
    older_url: str | None


def keyset_page(queryset, params, *, order, size=PAGE_SIZE):
    """The page that the query string asks for. `order` is one field that is never null, "-" for newest first."""

    def read(*way, **cursor):
        return list(step(queryset, *way, **cursor))

    return page_read(read, queryset.model, params, order=order, size=size)


def page_read(read, model, params, *, order, size=PAGE_SIZE):
    """The same for rows that `read(field, downwards, size, value=…, pk=…)` reads as `step` does, say by a prepared question."""
    descending, field = order.startswith("-"), order.removeprefix("-")
    back = "before" in params
    cursor = _read(model, field, params.get("before") or params.get("after"))
    # Walking back means the other way round from the first row of the page left behind.
    found = read(field, descending != back, size, **(cursor or {}))
    rows, more = found[:size], len(found) > size
    if back:
        rows.reverse()
    has_newer, has_older = (more, True) if back else (bool(cursor), more)
    return Page(
        rows,
        _url(params, "before", rows[0], field) if rows and has_newer else None,
        _url(params, "after", rows[-1], field) if rows and has_older else None,
    )


def step(queryset, field, downwards, size, **cursor):
    """The rows beyond the cursor, if there is one, and one more than fits on the page."""
    queryset = queryset.order_by(*[f"{'-' if downwards else ''}{name}" for name in (field, "pk")])
    if cursor:
        queryset = queryset.filter(_beyond(field, "lt" if downwards else "gt", **cursor))
    return queryset[: size + 1]


def _beyond(field, lookup, *, value, pk):
    return Q(**{f"{field}__{lookup}e": value}) & (
        Q(**{f"{field}__{lookup}": value}) | Q(**{f"pk__{lookup}": pk})
    )


def _read(model, field, text):
    """A cursor that somebody mangled leads to the first page."""
    if not text:
        return None
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(text))
        return {"value": model._meta.get_field(field).to_python(value), "pk": int(pk)}
    except (ValueError, TypeError, binascii.Error, ValidationError):
        return None


def _url(params, side, row, field):
    # As text, to the microsecond: rows of one moment must not fall between two pages.
    key = json.dumps([getattr(row, field), row.pk], default=str)
    query = params.copy()
    query.pop("before", None)
    query.pop("after", None)
    query[side] = base64.urlsafe_b64encode(key.encode()).decode()
    return f"?{query.urlencode()}"
