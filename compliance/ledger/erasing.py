"""What ledger_erase empties, as the database is told it: tables, how their rows lead to a person, and their personal columns."""

import json

from accounts.models import Attachment
from compliance.ledger.capture import Table
from customers.erasure import CALLED, ERASED_MODELS, NOTHING, declared, emptied, holders_of_papers

REASON = "history_change_reason"


def erased_tables():
    """Her own, then those whose rows lead to her, parents first; last the files that these rows name."""
    return [Table(model) for model in (*ERASED_MODELS, *declared(), Attachment)]


def plan():
    """JSON for the functions: one object for each table."""
    return json.dumps([_told(table) for table in erased_tables()], sort_keys=True)


def holders():
    """[(table, its column)] of everything recorded that names an uploaded file."""
    return [(Table(model), _column(model, name)) for model, name in holders_of_papers()]


def ways_of(table):
    """[(column, table whose key it holds)]"""
    line = declared().get(table.model)
    fields = [table.model._meta.get_field(name) for name in line.by] if line else []
    return [(each.column, each.related_model._meta.db_table) for each in fields]


def erased_columns(table):
    """The columns of a table's history that an erasure may change; none where nothing leads to people."""
    if table.model not in {known.model for known in erased_tables()}:
        return []
    told = _told(table)
    return sorted([REASON, *told["empty"], *([told["called"]] if told["called"] else [])])


def _told(table):
    return {
        "tbl": table.name,
        "history": table.history,
        "key": table.key,
        "own": table.history_own,
        "unrecorded": table.unrecorded,
        "called": _column(table.model, CALLED) if table.model in ERASED_MODELS[:1] else None,
        "empty": {_column(table.model, name): value for name, value in _values(table).items()},
        "ways": [{"column": column, "tbl": of} for column, of in ways_of(table)],
        "holders": [_holder(*each) for each in holders()] if table.model is Attachment else [],
    }


def _values(table):
    if table.model in ERASED_MODELS:
        return emptied(table.model)
    return {"name": NOTHING} if table.model is Attachment else declared()[table.model].values


def _holder(table, column):
    return {"tbl": table.name, "history": table.history, "key": table.key, "column": column}


def _column(model, name):
    return model._meta.get_field(name).column
