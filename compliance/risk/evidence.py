"""Which records prove it, each at the version that it had when the alert was raised."""

from collections import defaultdict
from dataclasses import asdict
from uuid import UUID

from compliance.history import models_by_label, uuid_lookup

AT_MOST = 50  # records listed singly


def evidence_of(facts):
    """For each fact [{"label", "key", "name", "change"}]; `change` is the newest row of the record's history, or None.

    Two queries for each kind of record, however many facts there are.
    """
    shown = [fact.evidence[:AT_MOST] for fact in facts]
    changes = _newest_changes({(one.label, one.key) for records in shown for one in records})
    return [
        [asdict(one) | {"change": changes.get((one.label, one.key))} for one in records]
        for records in shown
    ]


def _newest_changes(records):
    """{(label, key): key of the history row}"""
    keys, models = defaultdict(set), models_by_label()
    for label, key in records:
        if label in models and is_uuid(key):
            keys[label].add(key)
    return {
        (label, key): change
        for label, known in keys.items()
        for key, change in _changes_of(models[label], known)
    }


def _changes_of(model, keys):
    lookup = uuid_lookup(model)
    if lookup is None:
        return []
    number = model._meta.pk.attname
    records = dict(model._base_manager.filter(**{f"{lookup}__in": keys}).values_list("pk", lookup))
    history = model.history.filter(**{f"{number}__in": records.keys()})
    newest = history.order_by(number, "-history_id").distinct(number)
    return [(str(records[pk]), row) for pk, row in newest.values_list(number, "history_id")]


def is_uuid(key):
    """A record that is no longer there is known by its number only."""
    try:
        return bool(UUID(key))
    except ValueError:
        return False
