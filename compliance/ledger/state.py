"""Holds payloads, live rows and history rows against each other: what the log says must be what the tables show.

Digests wait in a temporary file of SQLite, so that memory does not grow with the log.
"""

import json
import sqlite3
from datetime import datetime
from hashlib import blake2b, sha256
from itertools import groupby
from operator import itemgetter

BATCH = 5000  # rows per insert
NOTHING = (0, sha256().hexdigest())  # of an hour in which nobody looked
HOUR = 3600  # seconds that a history row's date may lie beside its entry's
CASES = "compliance_erasurecase"
OF_PERSON = ("customers_customer", "customers_person")  # keyed by the person whom a case is about
KINDS = {"I": "+", "U": "~", "D": "-"}
TABLES = """
CREATE TABLE states (tbl, pk, id INTEGER, digest, PRIMARY KEY (tbl, pk)) WITHOUT ROWID;
CREATE TABLE facts (fact, kind, place, at REAL, slack, PRIMARY KEY (fact, at)) WITHOUT ROWID;
CREATE TABLE moves (move PRIMARY KEY, place) WITHOUT ROWID;
CREATE TABLE live (tbl, pk, digest, PRIMARY KEY (tbl, pk)) WITHOUT ROWID;
CREATE TABLE told (fact, move, at REAL, place);
"""
INDEXES = "CREATE INDEX told_move ON told (move); CREATE INDEX told_fact ON told (fact)"
INSERTS = {
    "states": "INSERT INTO states VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
    " SET id = excluded.id, digest = excluded.digest WHERE excluded.id > states.id",
    "facts": "INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?, ?)",
    "moves": "INSERT OR IGNORE INTO moves VALUES (?, ?)",
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
        UNION SELECT place, 'a history row is gone' FROM facts f
        WHERE kind IN ('N', 'R') AND NOT EXISTS (SELECT 1 FROM told t WHERE t.fact = f.fact)""",
    "HISTORY_MISMATCH": """SELECT place, 'no entry says this' FROM told t WHERE NOT EXISTS
        (SELECT 1 FROM facts f WHERE f.fact = t.fact AND abs(f.at - t.at) <= f.slack)""",
}


class State:
    def __init__(self, report):
        self.report = report
        # Cases of erasure by uuid: (number of the entry that approves it, key of the person).
        self.columns, self.cases = {}, {}
        self.hours = {}  # of the access log: what was sealed of each
        # Redactions by number: (case, key of what they name), and the emptied entries that name them.
        self.redactions, self.redacted = {}, []
        self.sheet = sqlite3.connect("")
        self.sheet.executescript(TABLES)
        self.waiting = {name: [] for name in INSERTS}

    def enter(self, entry):
        """Takes an entry in any order. Its payload must be what its leaf is committed to."""
        leaf = json.loads(entry.leaf)
        if leaf["id"] != entry.id:
            self.report.add("LEAF_MISMATCH", entry.where, f"calls itself {leaf['id']}")
        if entry.body is None or entry.salt is None:
            self._enter_emptied(entry, leaf)
        elif not entry.keeps_its_word():
            self.report.add("PAYLOAD_MISMATCH", entry.where)
        else:
            self._enter_whole(entry, leaf)

    def _enter_emptied(self, entry, leaf):
        person = leaf["pk"] if leaf["tbl"] in OF_PERSON else None
        self.redacted.append((entry.redacted_by, str(entry.id), person, entry.where))
        if leaf["op"] in "IUDS":
            unknown = None if leaf["op"] == "D" else b""
            self._put("states", leaf["tbl"], leaf["pk"], entry.id, unknown)

    def _enter_whole(self, entry, leaf):
        op, tbl, pk = leaf["op"], leaf["tbl"], leaf["pk"]
        old, new, why, act, *told = entry.body.split("\n")
        if op in "IUDS":
            self._put("states", tbl, pk, entry.id, None if op == "D" else digest(new))
        if op in KINDS:
            values = old if op == "D" else new
            at = datetime.fromisoformat(leaf["at"]).timestamp()
            fact = digest(tbl, pk, leaf["xid"], KINDS[op], values, leaf["actor"], act, why)
            self._put("facts", fact, op, f"{tbl} {pk}", at, HOUR)
            self._put("moves", digest(tbl, pk, leaf["xid"]), f"{tbl} {pk}")
            if tbl == CASES and op == "U":
                self._note_approval(entry.id, json.loads(new))
        elif op == "R":
            self._note_redaction(entry.id, pk, new, json.loads(told[0]) if told else {})
        elif told:
            row = json.loads(told[0])
            fact = digest(tbl, pk, row["xid"], row["type"], new, row["actor"], act, why)
            self._put("facts", fact, "N", f"{tbl} {pk}", row["at"], 1)
        elif op == "A":
            self.hours[pk] = json.loads(new)
        elif op == "T":
            self.columns.setdefault(tbl, []).append(set(json.loads(new)["columns"]))

    def _note_approval(self, number, case):
        others = case["decided_by_id"] not in (None, case["requested_by_id"])
        if case["status"] == "approved" and others:
            self.cases[case["uuid"]] = (number, str(case["customer_id"]))

    def _note_redaction(self, number, pk, new, told):
        """One that names a history row says how that row reads from now on."""
        self.redactions[number] = (told.get("case"), pk)
        if "id" in told:
            fact = digest(
                *(told["tbl"], told["key"], told["xid"], told["type"], new),
                *(told["actor"], told["act"], told["why"]),
            )
            place = f"{told['tbl']} {told['key']}"
            self._put("facts", fact, "R", place, told["at"], 1)

    def show(self, tables):
        """`tables` are (name, live rows, history rows)."""
        for name, live, history in tables:
            for key, row in live:
                self.show_live(name, key, row)
            for row in history:
                self.show_history(name, *row)

    def show_live(self, tbl, pk, row):
        self._put("live", tbl, pk, digest(row))

    def show_history(self, tbl, key, pk, xid, kind, values, actor, act, why, at):
        """A history row of base table `tbl`: `values` as JSON text of the tracked columns, `at` in seconds."""
        fact = digest(tbl, pk, xid, kind, values, actor, act, why)
        if len(self.columns.get(tbl, ())) > 1 and not self._is_known(fact):
            # Written when the table had fewer columns.
            for names in self.columns[tbl]:
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
        for by, number, person, where in self.redacted:
            self._judge_redaction(by, number, person, where)
        self._flush()
        self.sheet.executescript(INDEXES)
        for code, question in FINDINGS.items():
            for place, detail in self.sheet.execute(question):
                self.report.add(code, place, detail)
        self.sheet.close()

    def _judge_redaction(self, by, number, person, where):
        """Lawful is what a redaction names for a case that another than its requester approved before."""
        case, named = self.redactions.get(by, (None, None))
        approved_in, of = self.cases.get(case, (None, None))
        if named != number:
            self.report.add("PAYLOAD_MISSING", where)
        elif of != person or approved_in > by:
            self.report.add("PAYLOAD_MISSING", where, "redacted without an approved case")
        else:
            self.report.add("REDACTED_OK", where)

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
