"""Where a record is read: its history, and its own page, each if the reader may open it."""

from dataclasses import dataclass

from django.urls import reverse

from accounts import registry
from accounts.permissions import Permission, can
from compliance.history import models_by_label, seen_by, uuid_lookup
from compliance.risk.evidence import is_uuid


@dataclass(frozen=True)
class Links:
    """Addresses; empty where the reader has no way in."""

    history: str = ""
    page: str = ""


def links_of(user, records):
    """{(label, key): Links} of the records that the user may see, with one query for each kind."""
    models, keys = models_by_label(), {}
    for label, key in records:
        if label in models:
            keys.setdefault(label, set()).add(key)
    pages = {label: address for label, address, right in registry.record_pages if can(user, right)}
    reads_history = can(user, Permission.HISTORY_READ)
    return {
        (label, key): Links(
            reverse("compliance:record", args=[label, key]) if reads_history else "",
            reverse(pages[label], args=[key]) if label in pages and not key.isdecimal() else "",
        )
        for label, mine in keys.items()
        for key in _seen(user, models[label], mine)
    }


def _seen(user, model, keys):
    """Those keys (uuids or numbers) under which the user finds a record, also one that is no longer there."""
    numbers = {key for key in keys if key.isdecimal()}
    known = {key for key in keys - numbers if is_uuid(key)}
    lookup, pk = uuid_lookup(model), model._meta.pk.attname
    seen = seen_by(user, model)
    rows = model._base_manager.all() if seen is None else seen
    found = set()
    if lookup and known:
        found |= set(rows.filter(**{f"{lookup}__in": known}).values_list(lookup, flat=True))
    if numbers:
        told = model.history.model.objects if seen is None else rows
        found |= set(told.filter(**{f"{pk}__in": numbers}).order_by().values_list(pk, flat=True))
    return set(map(str, found))
