"""Checks an export of the ledger, or the proof of one record, without the product, its database or a network.

    python ledger_verifier.py EXPORT.zip --key ledger.pub --checkpoint FOLDER_OR_FILE ...
    python ledger_verifier.py RECORD.tlog-proof --key ledger.pub

Needs Python 3.11 and the package `cryptography`. Take this file and the key from a place that you trust, and the
checkpoints from where they were sent, not from the export. docs/ledger.md says what each finding means.
Exit codes: 0 intact, 1 tampered, 2 cannot decide, 3 stale.
"""

import argparse
import json
import sys
import zipfile
from pathlib import Path

from compliance.ledger.bundle import check, notes_in, read_keys
from compliance.ledger.finding import INTACT, TAMPERED, UNDECIDED
from compliance.ledger.note import Malformed
from compliance.ledger.proof import Proof

WORDS = {0: "Intact", 1: "TAMPERED", 2: "Cannot decide", 3: "Stale"}


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="an export (.zip) or a proof (.tlog-proof)")
    parser.add_argument("--key", type=Path, help="public keys, one a line; else the export's own")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[])
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    keys = read_keys(wanted.key.read_text()) if wanted.key else None
    if not zipfile.is_zipfile(wanted.file):
        return check_proof(wanted.file, keys)
    outside = [note for path in wanted.checkpoint for note in notes_in(path)]
    report = check(wanted.file, keys=keys, outside=outside)
    say(report, as_json=wanted.json)
    return report.exit_code


def say(report, *, as_json):
    if as_json:
        sys.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n")
        return
    for finding in report.findings:
        sys.stdout.write(f"{finding.code}  {finding.where}  {finding.detail}\n")
    sys.stdout.write(
        f"{WORDS[report.exit_code]}: {report.size:,} sealed entries, {report.origin}\n"
    )


def check_proof(path, keys):
    if not keys:
        sys.stdout.write("Cannot decide: give the public key with --key.\n")
        return UNDECIDED
    try:
        proof = Proof.read(path.read_text(encoding="utf-8"))
    except Malformed as problem:
        sys.stdout.write(f"Cannot decide: {problem}\n")
        return UNDECIDED
    if not proof.holds(keys):
        sys.stdout.write("TAMPERED: the record is not in the signed log.\n")
        return TAMPERED
    sys.stdout.write(f"Intact: leaf {proof.index} of {proof.checkpoint.size:,}\n{proof.leaf}\n")
    return INTACT


if __name__ == "__main__":
    sys.exit(main())
