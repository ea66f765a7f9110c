"""What a verification found, and what that means."""

from collections import Counter
from dataclasses import asdict, dataclass

INTACT, TAMPERED, UNDECIDED, STALE = 0, 1, 2, 3
NOTICES = {"REDACTED_OK", "RECOVERED"}
UNDECIDED_CODES = {"NO_KEY", "NO_CHECKPOINT", "UNREADABLE"}
STALE_CODES = {"STALE", "SEAL_LAG"}
SHOWN = 20  # findings of one code that are listed singly; the rest is counted


@dataclass(frozen=True)
class Finding:
    code: str
    where: str
    detail: str = ""


class Report:
    def __init__(self):
        self.findings, self.counts = [], Counter()
        self.size, self.root, self.origin = 0, b"", ""

    def add(self, code, where, detail=""):
        self.counts[code] += 1
        if self.counts[code] <= SHOWN:
            self.findings.append(Finding(code, str(where), detail))

    @property
    def exit_code(self):
        codes = set(self.counts) - NOTICES
        if codes - UNDECIDED_CODES - STALE_CODES:
            return TAMPERED
        if codes & UNDECIDED_CODES:
            return UNDECIDED
        return STALE if codes else INTACT

    def as_json(self):
        return {
            "exit_code": self.exit_code,
            "origin": self.origin,
            "size": self.size,
            "root": self.root.hex(),
            "counts": dict(self.counts),
            # What is lawful stands behind what is not.
            "findings": [asdict(f) for f in sorted(self.findings, key=lambda f: f.code in NOTICES)],
        }
