"""Holds payloads, live rows and history rows against each other: what the log says must be what the tables show.

Digests wait in a temporary file of SQLite, so that memory does not grow with the log.
"""

import json
import sqlite3
from datetime import datetime
from hashlib import blake2b, sha256
from itertools import groupby
from operator import itemgetter

from compliance.ledger.author import Authors
from compliance.ledger.redaction import CASES, Redactions
from compliance.ledger.shape import Shapes, reads_the_same

BATCH = 5000  # rows per insert
NOTHING = (0, sha256().hexdigest())  # of an hour in which nobody looked
HOUR = 3600  # seconds that a history row's date may lie beside its entry's
KINDS = {"I": "+", "U": "~", "D": "-"}
TABLES = """
CREATE TABLE states (tbl, pk, id INTEGER, digest, PRIMARY KEY (tbl, pk)) WITHOUT ROWID;
CREATE TABLE facts (fact, at REAL, slack, PRIMARY KEY (fact, at)) WITHOUT ROWID;
CREATE TABLE newest (tbl, row, id INTEGER, fact, place, PRIMARY KEY (tbl, row)) WITHOUT ROWID;
CREATE TABLE moves (move PRIMARY KEY, id INTEGER, place) WITHOUT ROWID;
CREATE TABLE live (tbl, pk, digest, PRIMARY KEY (tbl, pk)) WITHOUT ROWID;
CREATE TABLE told (fact, move, at REAL, place);
"""
INDEXES = "CREATE INDEX told_move ON told (move); CREATE INDEX told_fact ON told (fact)"
INSERTS = {
    "states": "INSERT INTO states VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
    " SET id = excluded.id, digest = excluded.digest WHERE excluded.id > states.id",
    "facts": "INSERT OR IGNORE INTO facts VALUES (?, ?, ?)",
    # A history row may be told of again and again: it must be as it was told last.
    "newest": "INSERT INTO newest VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
    " SET id = excluded.id, fact = excluded.fact WHERE excluded.id > newest.id",
    "moves": "INSERT OR IGNORE INTO moves VALUES (?, ?, ?)",
    "live": "INSERT OR IGNORE INTO live VALUES (?, ?, ?)",
    "told": "INSERT INTO told VALUES (?, ?, ?, ?)",
}
FINDINGS = {
    "STATE_ORPHAN": """SELECT l.tbl || ' ' || l.pk, 'a row without an entry' FROM live l
        LEFT JOIN states s USING (tbl, pk) WHERE s.digest IS NULL""",
    "STATE_DRIFT": """SELECT l.tbl || ' ' || l.pk, 'not as the last entry left it' FROM live l
        JOIN states s USING (tbl, pk) WHERE s.digest NOT IN (l.digest, x'')""",
    "STATE_VANISHED": """SELECT s.tbl || ' ' || s.pk, 'gone without an entry' FROM states s
        LEFT JOIN live l USING (tbl, pk) WHERE s.digest IS NOT NULL AND l.pk IS NULL""",
    "HISTORY_GAP": """SELECT place, 'an entry without its history' FROM moves m
        WHERE NOT EXISTS (SELECT 1 FROM told t WHERE t.move = m.move)
        UNION SELECT place, 'a history row is gone, or not as it was told last' FROM newest n
        WHERE NOT EXISTS (SELECT 1 FROM told t WHERE t.fact = n.fact)""",
    "HISTORY_MISMATCH": """SELECT place, 'no entry says this' FROM told t WHERE NOT EXISTS
        (SELECT 1 FROM facts f WHERE f.fact = t.fact AND abs(f.at - t.at) <= f.slack)""",
}


class State:
    def __init__(self, report):
        self.report = report
        self.shapes, self.authors = Shapes(report), Authors(report)
        # Rows told anew: beside a table's new columns, in their order; and those that no migration explains.
        self.retelling, self.snapshots = [], []
        self.hours = {}  # of the access log: what was sealed of each
        self.redactions, self.redacted = Redactions(), []  # and the emptied entries that name them
        self.sheet = sqlite3.connect("")
        self.sheet.executescript(TABLES)
        self.waiting = {name: [] for name in INSERTS}

    def enter(self, entry):
        """Takes an entry in any order. Its payload must be what its leaf is committed to."""
        leaf = json.loads(entry.leaf)
        if leaf["id"] != entry.id:
            self.report.add("LEAF_MISMATCH", entry.where, f"calls itself {leaf['id']}")
        self.authors.note(leaf, entry.where)
        if self.retelling and (leaf["op"] != "S" or len(self.retelling) >= BATCH):
            self._judge_retelling()
        if entry.body is None or entry.salt is None:
            self._enter_emptied(entry, leaf)
        elif not entry.keeps_its_word():
            self.report.add("PAYLOAD_MISMATCH", entry.where)
        else:
            self._enter_whole(entry, leaf)

    def _enter_emptied(self, entry, leaf):
        row = leaf["tbl"], leaf["pk"]
        self.redacted.append((entry.redacted_by, str(entry.id), row, entry.where))
        if leaf["op"] in "IUDS":
            unknown = None if leaf["op"] == "D" else b""
            self._put("states", leaf["tbl"], leaf["pk"], entry.id, unknown)

    def _enter_whole(self, entry, leaf):
        op, tbl, pk = leaf["op"], leaf["tbl"], leaf["pk"]
        transaction = leaf["inc"], leaf["xid"]
        old, new, why, act, *told = entry.body.split("\n")
        if op in KINDS:
            self._enter_change(entry.id, leaf, old, new, why, act)
        elif op == "S" and self.shapes.is_retold(transaction, tbl):
            self.retelling.append((transaction, tbl, pk, entry, old, new))
        elif op == "S":
            self.snapshots.append((transaction, (tbl, pk, entry.id, digest(new))))
        elif op == "R":
            self.redactions.note(
                entry.id, transaction, leaf, new, json.loads(told[0]) if told else {}
            )
        elif told:
            row = json.loads(told[0])
            if row["xid"] == leaf["xid"] or self.shapes.is_less(transaction, tbl):
                self._tell(tbl, row, pk, entry.id, new, act, why)
        elif op == "A":
            self.hours[pk] = json.loads(new)
        elif op == "T":
            self.shapes.tell(leaf, transaction, json.loads(new), entry.where)
        elif op == "G":
            self.shapes.begin(leaf)

    def _enter_change(self, number, leaf, old, new, why, act):
        op, tbl, pk = leaf["op"], leaf["tbl"], leaf["pk"]
        self._put("states", tbl, pk, number, None if op == "D" else digest(new))
        values = old if op == "D" else new
        at = datetime.fromisoformat(leaf["at"]).timestamp()
        fact = digest(tbl, pk, leaf["xid"], KINDS[op], values, leaf["actor"], act, why)
        self._put("facts", fact, at, HOUR)
        self._put("moves", digest(tbl, pk, leaf["xid"]), number, f"{tbl} {pk}")
        if tbl == CASES and op != "D":
            self.redactions.note_case(number, json.loads(new), leaf["actor"])

    def _judge_retelling(self):
        """Rows that a migration told anew are believed where they read as before."""
        self._flush()
        for transaction, tbl, pk, entry, was, now in self.retelling:
            if self._reads_as_before(self.shapes.before(transaction, tbl), tbl, pk, was, now):
                self._put("states", tbl, pk, entry.id, digest(now))
            else:
                self.report.add("STATE_DRIFT", f"{tbl} {pk}", f"{entry.where} tells another row")
        self.retelling.clear()

    def _reads_as_before(self, before, tbl, pk, was, now):
        question = "SELECT digest FROM states WHERE tbl = ? AND pk = ?"
        (known,) = self.sheet.execute(question, [tbl, pk]).fetchone() or (None,)
        if known is None:
            return before is None
        if was != "null":
            return known == digest(was) and reads_the_same(was, now)
        return known in (b"", digest(now), digest(restrict(now, before or {})))

    def _tell(self, tbl, row, pk, number, values, act, why):
        """How a history row reads, whatever its own entry said."""
        fact = digest(tbl, pk, row["xid"], row["type"], values, row["actor"], act, why)
        self._put("facts", fact, row["at"], 1)
        self._put("newest", tbl, row["id"], number, fact, f"{tbl} {pk}")

    def _believe_what_is_lawful(self):
        """Redacted history, and snapshots of rows beside it; any other says nothing."""
        self._judge_retelling()
        lawful = {}
        for one in filter(self._is_lawful, self.redactions.rewritings):
            tbl, key = one.of
            self._tell(tbl, one.told, key, one.number, one.new, one.told["act"], one.told["why"])
            lawful[one.transaction, tbl, key] = one.told["case"]
        for transaction, (tbl, key, number, now) in self.snapshots:
            if self.redactions.allow(lawful.get((transaction, tbl, key)), number, tbl, key):
                self._put("states", tbl, key, number, now)

    def _is_lawful(self, one):
        """Only what has lost its own entry's payload reads otherwise: an entry that still speaks contradicts it."""
        tbl, key = one.of
        question = "SELECT 1 FROM moves WHERE move = ? AND id < ?"
        move = digest(tbl, key, one.told["xid"])
        return (
            self.redactions.are_lawful(one, self.shapes.histories.get(tbl))
            and not self.sheet.execute(question, [move, one.number]).fetchone()
        )

    def look_at_shapes(self, shapes):
        """{table: {column: type}}, where the database itself is at hand."""
        for tbl, columns in shapes.items():
            self.shapes.look(tbl, columns)

    def show(self, tables):
        """`tables` are (name, live rows, history rows). Every entry has been entered before."""
        self._believe_what_is_lawful()
        for name, live, history in tables:
            for number, (key, row) in enumerate(live):
                if number == 0:
                    self.shapes.look(name, json.loads(row).keys())
                self.show_live(name, key, row)
            for row in history:
                self.show_history(name, *row)

    def show_live(self, tbl, pk, row):
        self.authors.show(tbl, row)
        self._put("live", tbl, pk, digest(row))

    def show_history(self, tbl, key, pk, xid, kind, values, actor, act, why, at):
        """A history row of base table `tbl`: `values` as JSON text of the tracked columns, `at` in seconds."""
        fact = digest(tbl, pk, xid, kind, values, actor, act, why)
        shapes = self.shapes.told.get(tbl, ())
        if len(shapes) > 1 and not self._is_known(fact):
            # Written when the table had fewer columns.
            for names in shapes:
                fewer = digest(tbl, pk, xid, kind, restrict(values, names), actor, act, why)
                fact = fewer if self._is_known(fewer) else fact
        self._put("told", fact, digest(tbl, pk, xid), at, f"{tbl} {pk}, history {key}")

    def show_access(self, lines):
        """`lines` are (hour, canonical line), oldest first. The hours since the last sealed one are still open."""
        last = max(self.hours, default="")
        found = dict.fromkeys(self.hours, NOTHING)
        for hour, those in groupby(lines, itemgetter(0)):
            if hour <= last:
                found[hour] = _count_and_hash(line for _hour, line in those)
        for hour, told in found.items():
            sealed = self.hours.get(hour, {"count": 0, "sha256": NOTHING[1]})
            if told != (sealed["count"], sealed["sha256"]):
                detail = f"{sealed['count']} rows were sealed, {told[0]} are there"
                self.report.add("ACCESS_MISMATCH", f"access log, {hour}", detail)

    def end(self):
        for by, number, row, where in self.redacted:
            self._judge_redaction(by, number, row, where)
        self.authors.end()
        self._flush()
        self.sheet.executescript(INDEXES)
        for code, question in FINDINGS.items():
            for place, detail in self.sheet.execute(question):
                self.report.add(code, place, detail)
        self.sheet.close()

    def _judge_redaction(self, by, number, row, where):
        objection = self.redactions.objection(by, number, *row)
        if objection is None:
            self.report.add("REDACTED_OK", where)
        else:
            self.report.add("PAYLOAD_MISSING", where, objection)

    def _is_known(self, fact):
        self._flush()
        return self.sheet.execute("SELECT 1 FROM facts WHERE fact = ?", [fact]).fetchone()

    def _put(self, name, *values):
        rows = self.waiting[name]
        rows.append(values)
        if len(rows) >= BATCH:
            self._write(name)

    def _flush(self):
        for name, rows in self.waiting.items():
            if rows:
                self._write(name)

    def _write(self, name):
        self.sheet.executemany(INSERTS[name], self.waiting[name])
        self.waiting[name].clear()


def _count_and_hash(lines):
    count, hashed = 0, sha256()
    for line in lines:
        count += 1
        hashed.update(line.encode())
    return count, hashed.hexdigest()


def digest(*parts):
    return blake2b("\0".join(map(str, parts)).encode(), digest_size=16).digest()


def restrict(row, names):
    """The JSON text of an object with some of its members only, each as it was written."""
    decoder, at, kept = json.JSONDecoder(), 1, []
    while at < len(row) - 1:
        name, colon = decoder.raw_decode(row, at)
        _value, end = decoder.raw_decode(row, colon + 2)
        if name in names:
            kept.append(row[at:end])
        at = end + 2
    return f"{{{', '.join(kept)}}}"
