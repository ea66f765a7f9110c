"""How the ledger stands now: what is sealed, what waits and why, and who has the checkpoints."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from compliance.ledger.access import sealed_until
from compliance.ledger.grants import alterable_tables
from compliance.ledger.note import Checkpoint as Note
from compliance.ledger.proof import Proof
from compliance.ledger.signing import NotSigned, signed_state, trusted_keys
from compliance.ledger.sinks import sinks
from compliance.ledger.tree import inclusion_ranges, root_of
from compliance.ledger.watch import is_watched
from compliance.models import Checkpoint, Delivery, Entry, Incarnation, Leaf
from compliance.services.delivery import late_sinks

COUNT_AT_MOST = 10_000
LAG = 300  # seconds
WAITING = """SELECT leaf FROM ledger_entry WHERE (incarnation, xid, id) > (%s, %s, %s)
    ORDER BY incarnation, xid, id LIMIT %s"""
# Whatever writes anywhere on the server holds sealing up until it ends.
BLOCKER = """SELECT datname, pid, extract(epoch FROM clock_timestamp() - xact_start)::int FROM pg_stat_activity
    WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY age(backend_xid) DESC LIMIT 1"""
PREPARED = "SELECT database, gid, extract(epoch FROM clock_timestamp() - prepared)::int FROM pg_prepared_xacts"


@dataclass(frozen=True)
class SinkState:
    address: str
    delivered: Delivery | None
    waiting: Delivery | None
    is_late: bool


@dataclass(frozen=True)
class Standing:
    origin: str
    newest: Checkpoint | None
    waiting: int  # entries, counted to 10,000
    lag: int  # seconds that the oldest of them has waited
    blocker: tuple | None  # (database, session or prepared transaction, seconds)
    signer: str  # what is wrong with it, or nothing
    is_adopted: bool
    sinks: list
    keys: list
    access_sealed_until: datetime | None  # the end of the last sealed hour of the access log
    alterable: list  # tables of the record that the application's own role could alter
    is_watched: bool  # whether the database tells changes of its form

    @property
    def is_late(self):
        return self.lag > LAG


def standing():
    life, newest = Incarnation.objects.latest("seq"), Checkpoint.objects.first()
    with connection.cursor() as cursor:
        waiting, lag = _waiting(cursor, newest)
        return Standing(
            origin=life.origin,
            newest=newest,
            waiting=waiting,
            lag=lag,
            blocker=_blocker(cursor) if lag > LAG else None,
            signer=_problem_of_signer(life.origin),
            is_adopted=_is_adopted(cursor, life),
            sinks=_sinks(),
            keys=trusted_keys(),
            access_sealed_until=_end_of(sealed_until()),
            alterable=alterable_tables(),
            is_watched=is_watched(),
        )


def _waiting(cursor, newest):
    behind = (newest.incarnation, newest.xid, newest.entry) if newest else (0, 0, 0)
    cursor.execute(WAITING, [*behind, COUNT_AT_MOST + 1])
    leaves = cursor.fetchall()
    if not leaves:
        return 0, 0
    written_at = datetime.fromisoformat(json.loads(leaves[0][0])["at"])
    return len(leaves), int((timezone.now() - written_at).total_seconds())


def _blocker(cursor):
    cursor.execute(PREPARED)
    prepared = cursor.fetchone()
    cursor.execute(BLOCKER)
    return prepared or cursor.fetchone()


def _end_of(hour):
    return hour and datetime.fromisoformat(hour) + timedelta(hours=1)


def _problem_of_signer(origin):
    try:
        signed_state(origin)
    except NotSigned as problem:
        return str(problem)
    return ""


def _is_adopted(cursor, life):
    cursor.execute("SELECT system_identifier FROM pg_control_system()")
    return cursor.fetchone()[0] == life.system_identifier


def _sinks():
    late = late_sinks()
    return [
        SinkState(
            address,
            Delivery.objects.filter(sink=address, status=Delivery.Status.DELIVERED).first(),
            Delivery.objects.filter(sink=address, status=Delivery.Status.WAITING).first(),
            address in late,
        )
        for address in sinks()
    ]


def proof_of(model, pk):
    """The Proof of a record's newest sealed entry, or None before it is sealed."""
    entries = Entry.objects.filter(table=model._meta.db_table, key=str(pk))
    numbers = list(entries.values_list("id", flat=True))
    place = Leaf.objects.filter(entry__in=numbers).order_by("-index").first()
    if place is None:
        return None
    leaf = entries.get(id=place.entry).leaf
    checkpoint = Checkpoint.objects.first()
    path = [_root_between(*bounds) for bounds in inclusion_ranges(place.index, checkpoint.size)]
    return Proof(leaf, place.index, tuple(path), Note.read(checkpoint.note))


def _root_between(begin, end):
    leaves = Leaf.objects.filter(index__gte=begin, index__lt=end).order_by("index")
    return root_of(map(bytes, leaves.values_list("hashed", flat=True).iterator(chunk_size=5000)))
