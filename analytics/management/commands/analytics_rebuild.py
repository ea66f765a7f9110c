"""Counts every fact anew, or only says whether the facts are what a full count gives."""

import time

from django.core.management.base import BaseCommand, CommandError

from analytics.services import fact

SHOWN = 20


class Command(BaseCommand):
    help = "Counts all KPI facts anew. With --check, changes nothing and fails when a cell differs."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *, check, **options):
        started = time.monotonic()
        (self._check if check else self._rebuild)()
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def _rebuild(self):
        for model, (deleted, inserted) in fact.rebuild().items():
            self.stdout.write(
                f"{model.__name__}: {inserted} rows written, {deleted} rows taken away,"
                f" {model.objects.count()} in all"
            )

    def _check(self):
        found = fact.differences()
        for table, kind, cell in found[:SHOWN]:
            values = ", ".join(f"{name}={value}" for name, value in cell.items())
            self.stdout.write(f"{kind} in {table}: {values}")
        if found:
            raise CommandError(f"{len(found)} cells differ from a full count.")
        self.stdout.write("The facts are what a full count gives.")
