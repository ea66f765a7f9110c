"""An export of the ledger as a zip file: written from the database, read by the stand-alone verifier.

about.json, keys.txt, entries.jsonl (sealed, in their order, then the others), checkpoints.jsonl, and live/TABLE.jsonl and
history/TABLE.jsonl for each recorded table, access.jsonl, every line a JSON array.
"""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from compliance.ledger.finding import Report
from compliance.ledger.log import Entry, Log, Sealed
from compliance.ledger.note import Key, Malformed
from compliance.ledger.state import State

SILENCE = 7200  # seconds; a beat is written each hour


class Bundle:
    def __init__(self, path):
        self.file = zipfile.ZipFile(path)

    def about(self):
        return json.loads(self.file.read("about.json"))

    def keys(self):
        return read_keys(self.file.read("keys.txt").decode())

    def checkpoints(self):
        for size, note, previous, sealed_at in self._lines("checkpoints.jsonl"):
            yield Sealed(size, note, previous, datetime.fromisoformat(sealed_at))

    def entries(self):
        for index, number, hashed, leaf, salt, body, by in self._lines("entries.jsonl"):
            yield Entry(index, number, unhex(hashed), leaf, unhex(salt), body, by)

    def tables(self):
        """(name, live rows, history rows)"""
        for path in self.file.namelist():
            if path.startswith("live/"):
                name = path.removeprefix("live/")
                yield name.removesuffix(".jsonl"), self._lines(path), self._lines(f"history/{name}")

    def access_lines(self):
        """(hour, canonical line) of the access log. An export without them lacks every hour that was sealed."""
        has_them = "access.jsonl" in self.file.namelist()
        return self._lines("access.jsonl") if has_them else ()

    def _lines(self, name):
        with self.file.open(name) as lines:
            for line in lines:
                yield json.loads(line)


def check(path, *, keys=None, outside=()):
    """A Report on an export: every leaf, root, payload, row and history row."""
    bundle, report = Bundle(path), Report()
    log = Log(report, bundle.keys() if keys is None else keys, list(bundle.checkpoints()), outside)
    state = State(report)
    for entry in bundle.entries():
        if entry.index is not None:
            log.follow(entry)
        else:
            log.wait(entry)
        if entry.leaf is not None:
            state.enter(entry)
    log.end()
    log.end_waiting()
    state.show(bundle.tables())
    state.show_access(bundle.access_lines())
    state.end()
    if not log.outside:
        report.add("NO_CHECKPOINT", "export", "give one that was kept elsewhere: --checkpoint")
    _look_at_age(report, log, bundle.about())
    return report


def _look_at_age(report, log, about):
    """Whether the newest checkpoint from elsewhere was hours old when the export was made."""
    sealed_at = {one.size: one.sealed_at for one in log.sealed}
    newest = sealed_at.get(max((one.size for _where, one in log.outside), default=None))
    made_at = datetime.fromisoformat(about["made_at"])
    if newest and (made_at - newest).total_seconds() > SILENCE:
        report.add("STALE", "checkpoint", "the newest one given is older than two hours")


def notes_in(path):
    """[(where, note)] of a file, or of the text files in a folder."""
    path = Path(path)
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    return [(str(file), file.read_text(encoding="utf-8")) for file in files]


def read_keys(text):
    keys = []
    for line in text.splitlines():
        try:
            keys.append(Key.read(line))
        except Malformed:
            continue
    return keys


def write_bundle(file, *, keys, checkpoints, entries, tables, access_lines):
    """`tables` are (name, live rows, history rows). Returns the number of entries."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        number = _write(archive, "entries.jsonl", map(_entry_line, entries))
        lines = ([c.size, c.note, c.previous, c.sealed_at.isoformat()] for c in checkpoints)
        _write(archive, "checkpoints.jsonl", lines)
        for name, live, history in tables:
            _write(archive, f"live/{name}.jsonl", live)
            _write(archive, f"history/{name}.jsonl", history)
        _write(archive, "access.jsonl", access_lines)
        archive.writestr("keys.txt", "".join(f"{key}\n" for key in keys))
        about = {"form": 1, "made_at": datetime.now(UTC).isoformat(), "entries": number}
        archive.writestr("about.json", json.dumps(about))
    return number


def _entry_line(entry):
    hashed, salt = (raw and raw.hex() for raw in (entry.hashed, entry.salt))
    return [entry.index, entry.id, hashed, entry.leaf, salt, entry.body, entry.redacted_by]


def _write(archive, name, rows):
    number = 0
    with archive.open(name, "w", force_zip64=True) as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            number += 1
    return number


def unhex(text):
    return None if text is None else bytes.fromhex(text)
