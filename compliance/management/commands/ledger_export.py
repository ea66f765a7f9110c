"""Writes the ledger for an auditor: the export (.zip), the stand-alone verifier (.py) or both."""

from pathlib import Path

from django.core.management.base import BaseCommand

from compliance.ledger.standalone import verifier_source
from compliance.services.ledger_export import write_export


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="the export, say ledger.zip")
        parser.add_argument("--verifier", type=Path, help="write the stand-alone verifier here")

    def handle(self, *, file, verifier, **options):
        if verifier:
            verifier.write_text(verifier_source(), encoding="utf-8")
            self.stdout.write(f"Wrote {verifier}.")
        if file:
            with file.open("wb") as opened:
                number = write_export(opened)
            self.stdout.write(f"Wrote {number:,} entries to {file}.")
