"""What ledger_erase empties, as the database is told it: tables, and their personal columns with what replaces them."""

import json

from compliance.ledger.capture import Table
from customers.erasure import CALLED, ERASED_MODELS, emptied


def erased_tables():
    return [Table(model) for model in ERASED_MODELS]


def plan():
    """JSON for the function: one object for each table."""
    return json.dumps([_told(table) for table in erased_tables()], sort_keys=True)


def _told(table):
    fields = {field.name: field.column for field in table.model._meta.concrete_fields}
    return {
        "tbl": table.name,
        "history": table.history,
        "key": table.key,
        "own": table.history_own,
        "unrecorded": table.unrecorded,
        "called": fields.get(CALLED),
        "empty": {fields[name]: value for name, value in emptied(table.model).items()},
    }


def erased_columns(table):
    """The personal columns of a table's history; none for a table that holds no people."""
    if table.model not in ERASED_MODELS:
        return []
    told = _told(table)
    return sorted([*told["empty"], *([told["called"]] if told["called"] else [])])
