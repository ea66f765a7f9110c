"""Imports a list of customers from the command line: the same steps, verbs and report as on the pages."""

import json
import time
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.history import coming_from
from accounts.models import User
from accounts.services.job import run_job
from customers.importing.findings import sentence_of
from customers.models import CustomerImport, ImportLine
from customers.models.customer_import import COUNTS
from customers.services.customer_import import apply_import, check_import, upload_import
from customers.services.import_mapping import mapping_named, save_mapping, saved_or_guessed

CHUNK = 1 << 20  # bytes
WAIT = 0.5  # seconds between two looks at a job that a worker was quicker to take


class Command(BaseCommand):
    help = "Imports a CSV or XLSX list of customers. Prints what became of the lines and why lines were rejected."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--mapping", help="a saved mapping or known list; else the one that fits"
        )
        parser.add_argument("--source", help="saves the columns, as guessed, under this source")
        parser.add_argument("--dry-run", action="store_true", help="check only, change nothing")
        parser.add_argument(
            "--mode", choices=CustomerImport.Mode.values, default=CustomerImport.Mode.ALL_OR_NOTHING
        )
        parser.add_argument("--by", required=True, metavar="USERNAME", help="a data steward")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *, file, by, **options):
        self.options = options
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no user {by}.")
        try:
            with coming_from("command"):
                customer_import = self._import(file, user)
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as problem:
            raise CommandError(f"{file}: {problem.strerror}") from problem
        self._report(customer_import)

    def _import(self, file, user):
        with file.open("rb") as opened:
            chunks = iter(lambda: opened.read(CHUNK), b"")
            customer_import = upload_import(name=file.name, chunks=chunks, by=user)
        check_import(
            customer_import,
            mapping=self._mapping(customer_import, user),
            mode=self.options["mode"],
            by=user,
        )
        self._finish(customer_import)
        if customer_import.status == CustomerImport.Status.CHECKED and not self.options["dry_run"]:
            apply_import(customer_import, by=user)
            self._finish(customer_import)
        return customer_import

    def _mapping(self, customer_import, user):
        if name := self.options["mapping"]:
            mapping = mapping_named(name, by=user)
            if mapping is None:
                raise CommandError(f"There is no mapping {name}.")
            return mapping
        if source := self.options["source"]:
            definition = saved_or_guessed(customer_import, source, by=user)
            return save_mapping(source, definition, by=user)
        if customer_import.mapping is None:
            raise CommandError("No mapping fits this file: name a --source, or a --mapping.")
        return customer_import.mapping

    def _finish(self, customer_import):
        """Does the job here, unless a worker has taken it already."""
        if run_job(customer_import.job_id) is None:
            while customer_import.is_open:
                time.sleep(WAIT)
                customer_import.refresh_from_db()
        customer_import.refresh_from_db()
        if customer_import.problem:
            raise CommandError(customer_import.problem)

    def _report(self, customer_import):
        rejected = customer_import.import_lines.filter(verdict=ImportLine.Verdict.REJECT)
        lines = [
            {"line": line.number, "name": line.name, "why": [sentence_of(f) for f in line.findings]}
            for line in rejected.order_by("number").iterator()
        ]
        counts = {name: getattr(customer_import, name) for name in COUNTS}
        if self.options["json"]:
            status = customer_import.status
            self.stdout.write(
                json.dumps({"status": status, **counts, "rejections": lines}, ensure_ascii=False)
            )
            return
        for line in lines:
            self.stdout.write(f"line {line['line']}: {line['name']} {' '.join(line['why'])}")
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
