"""Follows the sealed entries from the first, and holds each checkpoint against the tree of its size."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

from compliance.ledger.merkle import Frontier, leaf_hash
from compliance.ledger.note import Checkpoint, Malformed

COMMITMENT = ',"pc":"'  # the leaf's last member: SHA-256 of salt and body
PLACE = re.compile(r'\{"v":1,"id":(\d+),"inc":(\d+),"xid":(\d+),')  # how every leaf begins
NOWHERE = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. Its body is four lines of JSON: the row before, the row after, the reason, the verb."""

    index: int | None  # None: not sealed yet
    id: int
    hashed: bytes | None
    leaf: str | None
    salt: bytes | None
    body: str | None
    redacted_by: int | None = None

    @property
    def where(self):
        return f"entry {self.id}" if self.index is None else f"leaf {self.index}, entry {self.id}"

    @property
    def place(self):
        """(incarnation, transaction, number): each leaf's lies behind that of the leaf before it."""
        found = PLACE.match(self.leaf)
        return (int(found[2]), int(found[3]), int(found[1])) if found else NOWHERE

    def keeps_its_word(self):
        """Whether the payload is the one that the leaf is committed to."""
        committed = hashlib.sha256(self.salt + self.body.encode()).hexdigest()
        return self.leaf.endswith(f'{COMMITMENT}{committed}"}}')


@dataclass(frozen=True)
class Sealed:
    """A stored checkpoint, with the hash of the note before it."""

    size: int
    note: str
    previous: str
    sealed_at: datetime


class Log:
    """`sealed` are the log's own checkpoints in their order, `outside` pairs (where, note) from beyond the database."""

    def __init__(self, report, keys, sealed=(), outside=()):
        self.report, self.keys = report, keys
        self.tree, self.expected, self.due = Frontier(), 0, {}
        self.sealed, self.newest, self.outside, self.recovered = sealed, None, [], {}
        # The place of the last leaf; leaves out of order; sizes at which a restore was noticed, where places begin anew.
        self.place, self.misplaced, self.begun_anew = NOWHERE, {}, set()
        self.passed, self.life = (
            [],
            0,
        )  # waiting entries whose place is taken; the newest life of the database
        for one in sealed:
            self._chain(one)
        for where, note in outside:
            checkpoint = self._read(note, where)
            if checkpoint:
                self.outside.append((where, checkpoint))
                self._await(where, checkpoint, "EXT_FORK")
        if not keys:
            report.add("NO_KEY", "log", "no signature was checked")
        self._look()

    def _await(self, where, checkpoint, code):
        self.due.setdefault(checkpoint.size, []).append((where, checkpoint, code))

    def _read(self, note, where):
        try:
            checkpoint = Checkpoint.read(note)
        except Malformed as problem:
            self.report.add("SIG_BAD", where, str(problem))
            return None
        if self.keys and not checkpoint.is_signed_by(self.keys):
            self.report.add("SIG_BAD", where)
        return checkpoint

    def _chain(self, one):
        where, before = f"checkpoint {one.size}", self.newest
        checkpoint = self._read(one.note, where)
        previous = hashlib.sha256(before.note.encode()).hexdigest() if before else ""
        if one.previous != previous or (checkpoint and checkpoint.size != one.size):
            self.report.add("CP_CHAIN", where, "does not follow the one before")
        if before and (one.sealed_at < before.sealed_at or one.size < before.size):
            self.report.add("CP_CHAIN", where, "is older or smaller than the one before")
        if checkpoint:
            self._await(where, checkpoint, "ROOT_MISMATCH")
            self.report.origin = checkpoint.origin
        self.newest = one

    def follow(self, entry):
        if entry.index != self.expected:
            self.report.add("INDEX_GAP", f"leaf {self.expected}", f"the next is {entry.index}")
        self.expected = entry.index + 1
        if entry.leaf is None:
            self.report.add("ENTRY_MISSING", entry.where)
            self.tree.append(entry.hashed)
        else:
            hashed = leaf_hash(entry.leaf.encode())
            if hashed != entry.hashed:
                self.report.add("LEAF_MISMATCH", entry.where)
            self._look_at_order(entry)
            self.tree.append(hashed)
            if '"op":"G"' in entry.leaf and entry.body:
                self._note_recovery(entry)
        if self.tree.size in self.due:
            self._look()

    def _look_at_order(self, entry):
        """Entries are sealed in the order of their transactions: what quotes an old one was not written in it."""
        place = entry.place
        if place <= self.place:
            self.misplaced[self.tree.size] = entry.where
        self.place = place

    def wait(self, entry):
        """An entry that is not sealed yet: nothing may appear before what is."""
        self.life = max(self.life, entry.place[0])
        if self.place[0] == entry.place[0] and entry.place <= self.place:
            self.passed.append(entry)

    def end_waiting(self):
        """Of a life that is over the last transactions may be counted anew: its restore was noticed later."""
        for entry in self.passed:
            if entry.place[0] == self.life:
                self.report.add("OUT_OF_ORDER", entry.where, "the seal has passed its place")

    def _note_recovery(self, entry):
        """After a restore the log goes on under a new origin, and quotes the last checkpoint of the old one."""
        genesis = json.loads(entry.body.split("\n")[1])
        # Before the restore was noticed, entries of the old life counted the transactions of the new server.
        self.begun_anew.add(genesis["kept"])
        if genesis["previous_note"] and entry.keeps_its_word():
            lost = Checkpoint.read(genesis["previous_note"])
            self.recovered[lost.origin] = (genesis["kept"], lost)

    def _look(self):
        for where, checkpoint, code in self.due.pop(self.tree.size, ()):
            is_lost = self._is_lost(checkpoint)
            if is_lost:
                self.report.add("RECOVERED", where, "lost by a restore that the log declares")
            elif checkpoint.root != self.tree.root():
                self.report.add(code, where, f"another root at size {checkpoint.size}")

    def _is_lost(self, checkpoint):
        kept, lost = self.recovered.get(checkpoint.origin, (None, None))
        return lost is not None and kept < checkpoint.size <= lost.size

    def end(self):
        for index, where in self.misplaced.items():
            if index not in self.begun_anew:
                self.report.add("OUT_OF_ORDER", where, "says that it is older than the one before")
        for size, waiting in sorted(self.due.items()):
            for where, checkpoint, code in waiting:
                if self._is_lost(checkpoint):
                    self.report.add("RECOVERED", where, "lost by a restore that the log declares")
                else:
                    cut = "EXT_TRUNCATED" if code == "EXT_FORK" else "INDEX_GAP"
                    self.report.add(
                        cut,
                        where,
                        f"has {size} leaves, the log {self.tree.size}: its end is cut off, or this is an older export",
                    )
        for where, checkpoint in self.outside:
            if checkpoint.origin not in {self.report.origin, *self.recovered}:
                self.report.add("EXT_FORK", where, f"is of another log, {checkpoint.origin}")
        self.report.size, self.report.root = self.tree.size, self.tree.root()
