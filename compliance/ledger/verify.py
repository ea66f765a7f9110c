"""Verification of the database: the stand-alone verifier's own modules, fed from the tables, and the guards."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from compliance.ledger.finding import Report
from compliance.ledger.guards import (
    expected_functions,
    expected_guards,
    found_functions,
    found_guards,
    rules_in_the_way,
)
from compliance.ledger.log import NOWHERE, Log
from compliance.ledger.merkle import Frontier
from compliance.ledger.note import Checkpoint as Note
from compliance.ledger.signing import trusted_keys
from compliance.ledger.sinks import kept_notes
from compliance.ledger.state import State
from compliance.ledger.tables import still_image
from compliance.ledger.watch import watch_is_missed
from compliance.models import Checkpoint, Incarnation, Leaf

LAG = timedelta(minutes=5)


def verify(level, *, outside=None, progress=None):
    """A Report. Level 1: signatures and the chain of checkpoints; 2: every leaf and root; 3: payloads, rows, guards.

    `outside` are pairs (where, note) from beyond the database; by default what the sinks kept. `progress` is called with
    the number of entries done.
    """
    report = Report()
    if level == 1:
        _check_newest(report)
        return report
    outside = kept_notes(report) if outside is None else outside
    with still_image() as image:
        log = Log(report, trusted_keys(), image.checkpoints(), outside)
        state = State(report) if level > 2 else None
        _follow(image, log, state, progress)
        _look_at_the_unsealed(image, log, state)
        if state:
            state.look_at_shapes(image.shapes())
            state.show(image.tables())
            state.show_access(image.access_lines())
            state.end()
            _look_at_guards(report)
    _look_at_age(report, log)
    return report


def _check_newest(report):
    """Whether the newest checkpoint is signed and grows out of the one before it, by the leaves between them."""
    newest, before, *_more = [*Checkpoint.objects.all()[:2], None, None]
    if newest is None:
        return
    where, keys = f"checkpoint {newest.size}", trusted_keys()
    if not keys:
        report.add("NO_KEY", where, "no signature was checked")
    elif not Note.read(newest.note).is_signed_by(keys):
        report.add("SIG_BAD", where)
    if before and newest.previous != sha256(before.note.encode()).hexdigest():
        report.add("CP_CHAIN", where, "does not follow the one before")
    tree = Frontier(before.size, bytes(before.frontier)) if before else Frontier()
    between = Leaf.objects.filter(index__gte=tree.size, index__lt=newest.size).order_by("index")
    place = (before.incarnation, before.xid, before.entry) if before else NOWHERE
    for index, hashed, *here in between.values_list(
        "index", "hashed", "incarnation", "xid", "entry"
    ).iterator():
        # A life that ended unnoticed counts its last transactions anew.
        if tuple(here) <= place and newest.incarnation == _life():
            report.add("OUT_OF_ORDER", f"leaf {index}", "says that it is older than the one before")
        place = tuple(here)
        tree.append(bytes(hashed))
    if tree.root() != bytes(newest.root):
        report.add("ROOT_MISMATCH", where, f"another root at size {newest.size}")
    report.size, report.root = newest.size, bytes(newest.root)


def _life():
    return Incarnation.objects.latest("seq").seq


def _follow(image, log, state, progress):
    for done, entry in enumerate(image.sealed_entries()):
        log.follow(entry)
        if state and entry.leaf:
            state.enter(entry)
        if progress and done % 10_000 == 0:
            progress(done)
    log.end()


def _look_at_the_unsealed(image, log, state):
    """What waits lies behind what is sealed: nothing can appear before it any more."""
    oldest = None
    for entry in image.unsealed_entries():
        oldest = oldest or entry
        log.wait(entry)
        if state:
            state.enter(entry)
    log.end_waiting()
    if oldest and timezone.now() - _written_at(oldest) > LAG:
        log.report.add("SEAL_LAG", oldest.where, "has waited for more than five minutes")


def _written_at(entry):
    at = entry.leaf.split('"at":"', 1)[1].split('"', 1)[0]
    return datetime.fromisoformat(at)


def _look_at_guards(report):
    for guard in sorted(expected_guards() - found_guards(), key=str):
        report.add("GUARD_OFF", guard.table, f"{guard.name} is missing, changed or not always on")
    found = found_functions()
    for name, wanted in expected_functions().items():
        if found.get(name) != wanted:
            report.add("GUARD_OFF", name, "the function is not the one that was installed")
    for name in rules_in_the_way():
        report.add("GUARD_OFF", name, "a rule or row security lets statements pass by the guards")
    if watch_is_missed():
        report.add(
            "GUARD_OFF", "watch", "changes of the database's form were told, and are not any more"
        )


def _look_at_age(report, log):
    """Silence must show: a beat is written each hour, so the newest checkpoint beyond the database is never old."""
    if not log.outside:
        report.add("NO_CHECKPOINT", "sinks", "nothing outside the database to compare with")
    newest = max((checkpoint.size for _where, checkpoint in log.outside), default=None)
    limit = timezone.now() - timedelta(minutes=settings.LEDGER_STALE_MINUTES)
    sealed_at = {one.size: one.sealed_at for one in log.sealed}.get(newest)
    if sealed_at and sealed_at < limit:
        report.add("STALE", f"checkpoint {newest}", "no newer one has left the database")
