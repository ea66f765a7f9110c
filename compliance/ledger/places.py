"""Which record a verification's finding is about: by the row that it names, or by the entry of the log."""

import re

from django.apps import apps

from accounts.history import recorded_models
from compliance.history import records_of
from compliance.models import Entry, Leaf

ROW = re.compile(r"(?P<table>\w+) (?P<pk>\d+)(?:, history \d+)?")
ENTRY = re.compile(r"(?:leaf \d+, )?entry (?P<entry>\d+)")


def records_at(places):
    """{place: (model, Record)} of the places where a record stands, with one query for each kind of record."""
    rows = {place: ROW.fullmatch(place).groups() for place in places if ROW.fullmatch(place)}
    rows |= _rows_of_entries(places)
    models = {model._meta.db_table: model for model in recorded_models(apps)}
    keys = {}
    for table, pk in rows.values():
        if table in models:
            keys.setdefault(table, set()).add(int(pk))
    records = {table: records_of(models[table], pks) for table, pks in keys.items()}
    return {
        place: (models[table], records[table][int(pk)])
        for place, (table, pk) in rows.items()
        if int(pk) in records.get(table, ())
    }


def _rows_of_entries(places):
    """{place: (table, key)}; an entry that is not sealed yet has no place in the log by which it could be found."""
    entries = {place: int(found["entry"]) for place in places if (found := ENTRY.fullmatch(place))}
    leaves = Leaf.objects.filter(entry__in=entries.values())
    keys = list(leaves.values_list("incarnation", "xid", "entry"))
    rows = {
        entry.id: (entry.table, entry.key)
        for entry in Entry.objects.filter(pk__in=keys).defer("leaf", "salt", "body")
        if entry.key and entry.key.isdecimal()
    }
    return {place: rows[entry] for place, entry in entries.items() if entry in rows}
