import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import registry
from accounts.history import system
from accounts.services.setup import kind_named, run_setup


class Command(BaseCommand):
    help = "Sets people, territories and the like up from a CSV file: all lines or none."

    def add_arguments(self, parser):
        parser.add_argument("kind", help=", ".join(kind.name for kind in registry.setup_kinds))
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *, kind, file, dry_run, json: bool, **options):
        found = kind_named(kind)
        if found is None:
            raise CommandError(f"There is no kind of file called {kind}.")
        try:
            content = file.read_bytes()
            report = run_setup(found, content, dry_run=dry_run, by=system("setup_import"))
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self._print(report, as_json=json)
        if not report.is_clean:
            raise CommandError("Nothing was changed: put the lines right and try again.")

    def _print(self, report, *, as_json):
        answer = report.as_json()
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for problem in answer.pop("problems"):
            self.stderr.write("line {line}: {column} {problem}".format(**problem))
        self.stdout.write(", ".join(f"{name}: {value}" for name, value in answer.items()))
