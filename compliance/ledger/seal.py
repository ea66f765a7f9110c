"""Puts settled entries into the log and has the new checkpoint signed.

Numbers are given out before transactions commit, so "greater than the last number" would lose what commits late.
An entry is settled once no transaction as old as its own is still running (`xid < xmin` of the snapshot): nothing can
appear before it any more, and the cursor on (transaction, number) needs to look at nothing twice.
"""

import hashlib
import io

from django.db import connection, transaction
from django.utils import timezone

from compliance.ledger.merkle import Frontier, leaf_hash
from compliance.ledger.signing import sign, signed_state
from compliance.models import Checkpoint, Incarnation

AT_ONCE = 50_000  # entries per checkpoint; a bigger transaction spans several
HEARTBEAT = 3600  # seconds of silence after which an entry shows that the log is alive

SETTLED = """SELECT incarnation, xid, id, leaf FROM ledger_entry
    WHERE incarnation = %(life)s AND (xid, id) > (%(xid)s, %(entry)s)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY xid, id LIMIT %(limit)s"""
# A life that is over has no running transactions: all is settled, also what was written before the restore was noticed.
LEFT_OVER = """SELECT incarnation, xid, id, leaf FROM ledger_entry e
    WHERE incarnation < %(life)s AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry = e.id)
    ORDER BY incarnation, xid, id LIMIT %(limit)s"""


class NotAdopted(Exception):
    """The database was restored into another cluster, where transaction numbers begin anew: `ledger_adopt` first."""


def seal_all(*, limit=AT_ONCE):
    """Seals until nothing settled is left. Returns the newest checkpoint made, or None."""
    newest = None
    while True:
        checkpoint, is_full = seal(limit=limit)
        newest = checkpoint or newest
        if not is_full:
            return newest


@transaction.atomic
def seal(*, limit=AT_ONCE):
    """One round: (the checkpoint made or None, whether there may be more). Never waits for another sealer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('ledger.seal'))")
        if not cursor.fetchone()[0]:
            return None, False
        life, last = current_life(cursor), Checkpoint.objects.first()
        rows = _settled(cursor, life, last, limit)
        if rows:
            return _append(cursor, life, last, rows), len(rows) == limit
        if last and (timezone.now() - last.sealed_at).total_seconds() >= HEARTBEAT:
            cursor.execute("SELECT ledger_beat()")
        return None, False


def current_life(cursor):
    life = Incarnation.objects.latest("seq")
    cursor.execute("SELECT system_identifier FROM pg_control_system()")
    if cursor.fetchone()[0] != life.system_identifier:
        raise NotAdopted
    return life


def _settled(cursor, life, last, limit):
    is_same = last and last.incarnation == life.seq
    behind = {"xid": last.xid, "entry": last.entry} if is_same else {"xid": 0, "entry": 0}
    if not is_same:
        cursor.execute(LEFT_OVER, {"life": life.seq, "limit": limit})
        if left_over := cursor.fetchall():
            return left_over
    cursor.execute(SETTLED, {"life": life.seq, "limit": limit, **behind})
    return cursor.fetchall()


def _append(cursor, life, last, rows):
    tree = Frontier(last.size, bytes(last.frontier)) if last else Frontier()
    begin, hashes, lines = tree.size, [], io.StringIO()
    for index, (incarnation, xid, number, leaf) in enumerate(rows, begin):
        hashed = leaf_hash(leaf.encode())
        tree.append(hashed)
        hashes.append(hashed)
        lines.write(f"{index}\t{incarnation}\t{xid}\t{number}\t\\\\x{hashed.hex()}\n")
    lines.seek(0)
    cursor.copy_expert(
        "COPY ledger_leaf (index, incarnation, xid, entry, hashed) FROM STDIN", lines
    )
    incarnation, xid, number, _leaf = rows[-1]
    return Checkpoint.objects.create(
        size=tree.size,
        root=tree.root(),
        frontier=bytes(tree),
        incarnation=incarnation,
        xid=xid,
        entry=number,
        note=_signed(cursor, life.origin, begin, hashes, tree),
        previous=hashlib.sha256(last.note.encode()).hexdigest() if last else "",
        sealed_at=timezone.now(),
    )


def _signed(cursor, origin, begin, hashes, tree):
    """The signer goes on from what it signed last, which is less than `begin` after a restore under a new origin."""
    known, _root = signed_state(origin)
    if known < begin:
        hashes = _hashes(cursor, known, begin) + hashes
        begin = known
    return sign(hashes, origin=origin, begin=begin, size=tree.size, root=tree.root().hex())


def _hashes(cursor, begin, end):
    cursor.execute(
        "SELECT hashed FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index",
        [begin, end],
    )
    return [bytes(hashed) for (hashed,) in cursor.fetchall()]
