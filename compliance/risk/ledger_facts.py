"""What is known of the record itself: changes that no deed explains, and what is wrong with the ledger now."""

import json
from collections import defaultdict
from datetime import datetime
from hashlib import sha256

from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.database_role import roles
from accounts.history import recorded_models
from compliance.history import Record, records_of
from compliance.ledger.finding import NOTICES
from compliance.ledger.guards import (
    expected_functions,
    expected_guards,
    found_functions,
    found_guards,
    rules_in_the_way,
)
from compliance.ledger.sinks import sinks
from compliance.ledger.watch import watch_is_missed
from compliance.models import Checkpoint, Delivery, Verification
from compliance.risk.rule import Evidence, Fact

LEDGER = "ledger"
SHOWN = 20  # records of a transaction that are listed singly
# Before anything was sealed so many entries are read at most, the newest: that nothing is sealed is RSK-54's to say.
UNSEALED_AT_MOST = 100_000
# The hourly beat (H) and the hours of the access log (A) have no author, but a role like all others.
UNEXPLAINED = """SELECT incarnation, xid, min(leaf ->> 'at'), array_agg(DISTINCT coalesce(leaf ->> 'actor', '')),
      array_agg(DISTINCT leaf ->> 'dbuser'), count(*), (array_agg(tbl || ' ' || key ORDER BY id))[1:%(shown)s]
    FROM (SELECT incarnation, xid, id, tbl, key, leaf::jsonb AS leaf FROM ledger_entry
      WHERE (incarnation, xid, id) > (%(life)s, %(xid)s, %(entry)s)
      ORDER BY incarnation DESC, xid DESC, id DESC LIMIT %(limit)s) entries
    WHERE leaf ->> 'actor' IS NULL AND leaf ->> 'op' NOT IN ('H', 'A')
      OR leaf ->> 'dbuser' <> ALL(%(roles)s)
    GROUP BY incarnation, xid ORDER BY incarnation, xid"""
# The last entry of the transaction that is sealed next: while it went on, nobody could seal the first.
NEXT_TO_SEAL = """SELECT e.id, e.leaf FROM ledger_entry e JOIN (SELECT incarnation, xid FROM ledger_entry
      WHERE (incarnation, xid, id) > (%(life)s, %(xid)s, %(entry)s) ORDER BY incarnation, xid, id LIMIT 1) next
    USING (incarnation, xid) ORDER BY e.id DESC LIMIT 1"""


def unexplained_changes(since, keys=None):
    """One fact for each transaction since the last checkpoint before the moment."""
    sealed = Checkpoint.objects.filter(sealed_at__lt=since).first() if since else None
    ours, limit = _our_roles(), None if sealed else UNSEALED_AT_MOST
    with connection.cursor() as cursor:
        asked = {"roles": ours, "shown": SHOWN, "limit": limit}
        cursor.execute(UNEXPLAINED, _behind(sealed) | asked)
        found = cursor.fetchall()
    records = _records({row for *_rest, changed in found for row in changed})
    for life, xid, at, actors, used, count, changed in found:
        rows = list(dict.fromkeys(changed))
        yield Fact(
            label=f"{LEDGER}.transaction",
            subject=f"{life}:{xid}",
            name=f"{xid}",
            inputs={
                "at": at,
                "actors": actors,
                "roles": used,
                "our_roles": ours,
                "changes": count,
                "rows": rows,
            },
            # A change and its history are one record.
            evidence=tuple(dict.fromkeys(records[row] for row in rows)),
        )


def ledger_troubles(since, keys=None):
    """One fact for each thing that may be wrong: the figures, not the judgement."""
    now = timezone.now()
    yield from _guards_missing(now)
    yield from _verifications(now)
    yield from _sinks_waiting(now)
    yield from _waiting_entry(now)


def _our_roles():
    """The application's and the one that migrates, as this installation is set up. What entries say proves nothing."""
    names = roles()
    return sorted({names.app, names.owner})


def _behind(checkpoint):
    if checkpoint is None:
        return {"life": 0, "xid": 0, "entry": 0}
    return {"life": checkpoint.incarnation, "xid": checkpoint.xid, "entry": checkpoint.entry}


def _records(rows):
    """{"table key": Evidence}, with a query for each table; what is no longer there has but its number."""
    models = {model._meta.db_table: model for model in recorded_models(apps)}
    keys = defaultdict(set)
    for table, key in (row.split(" ", 1) for row in rows):
        # What is told of a table itself names no row.
        keys[table, models.get(table) if key else None].add(key)
    return {
        f"{table} {key}": one
        for (table, model), known in keys.items()
        for key, one in _of_table(table, model, known)
    }


def _of_table(table, model, keys):
    found = records_of(model, keys) if model else {}
    there = {str(pk): record for pk, record in found.items()}
    label = model._meta.label_lower if model else table
    for key in keys:
        record = there.get(key) or Record(key, key)
        yield key, Evidence(label, record.key, record.name)


def _guards_missing(now):
    missing = {f"{guard.table}.{guard.name}" for guard in expected_guards() - found_guards()}
    found = found_functions()
    missing |= {name for name, one in expected_functions().items() if found.get(name) != one}
    missing |= {"watch"} if watch_is_missed() else set()
    missing = sorted(missing | set(rules_in_the_way()))
    window = f"{timezone.localdate(now)} {_digest(missing)}"
    yield _trouble("guard", window=window, missing=missing[:SHOWN])


def _verifications(now):
    """The newest of each level."""
    newest = Verification.objects.order_by("level", "-pk").distinct("level")
    for one in newest:
        codes = sorted(one.counts.keys() - NOTICES)
        yield _trouble(
            "verification",
            window=f"{one.level} {timezone.localdate(one.ended_at)} {_digest(codes)}",
            level=one.level,
            exit_code=one.exit_code,
            codes=codes,
        )


def _sinks_waiting(now):
    waiting = Delivery.objects.filter(status=Delivery.Status.WAITING, sink__in=sinks())
    for one in waiting.select_related("checkpoint"):
        yield _trouble(
            "sink",
            window=str(one.pk),
            sink=one.sink,
            minutes=_minutes(now - one.checkpoint.sealed_at),
            problem=one.problem[:200],
        )


def _waiting_entry(now):
    """One stall is one matter: it lasts until something is sealed, also where what is sealed is an old backlog."""
    newest = Checkpoint.objects.first()
    with connection.cursor() as cursor:
        cursor.execute(NEXT_TO_SEAL, _behind(newest))
        found = cursor.fetchone()
    if found:
        number, leaf = found
        since = datetime.fromisoformat(json.loads(leaf)["at"])
        since = max(since, newest.sealed_at) if newest else since
        window = f"after {newest.size if newest else 0}"
        yield _trouble("lag", window=window, entry=number, minutes=_minutes(now - since))


def _trouble(kind, *, window, **inputs):
    return Fact(
        label=LEDGER, subject=kind, name=kind, window=window, inputs={"trouble": kind} | inputs
    )


def _digest(found):
    """So that something more on the same day is another matter."""
    return sha256("\n".join(found).encode()).hexdigest()[:12]


def _minutes(span):
    return max(int(span.total_seconds() // 60), 0)
