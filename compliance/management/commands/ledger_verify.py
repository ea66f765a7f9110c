"""Verifies the ledger. Exit codes: 0 intact, 1 tampered, 2 cannot decide, 3 stale."""

import json
import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand

from accounts.history import system
from compliance.ledger.bundle import notes_in
from compliance.ledger.verify import verify
from compliance.services.verification import run_verification

VERIFIER = system("verify")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--level",
            type=int,
            choices=[1, 2, 3],
            default=3,
            help="1: signatures, 2: and every leaf, 3: and every row (3)",
        )
        parser.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            help="a file or folder of checkpoints from elsewhere; else what the sinks kept",
        )
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *, level, checkpoint, **options):
        started = time.monotonic()
        found = self._found(level, checkpoint)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            for finding in found["findings"]:
                self.stdout.write("{code}  {where}  {detail}".format(**finding))
            self.stdout.write(
                f"{WORDS[found['exit_code']]}: {found['size']:,} sealed entries,"
                f" {time.monotonic() - started:.1f} s"
            )
        sys.exit(found["exit_code"])

    def _found(self, level, checkpoints):
        if checkpoints:
            outside = [note for path in checkpoints for note in notes_in(path)]
            return verify(level, outside=outside).as_json()
        run = run_verification(level=level, by=VERIFIER)
        names = ("exit_code", "size", "root", "counts", "findings")
        return {name: getattr(run, name) for name in names}


WORDS = {0: "Intact", 1: "TAMPERED", 2: "Cannot decide", 3: "Stale"}
