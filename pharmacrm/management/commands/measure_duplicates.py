"""Says how well duplicate detection does on the real lists of the shared data folder; touches no database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from pharmacrm.bench import duplicate_lists
from pharmacrm.bench.duplicates import measure


class Command(BaseCommand):
    help = "Precision and recall of duplicate detection on a labelled set made of the real lists (docs/duplicates.md)."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="the folder of the real lists")

    def handle(self, *, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        for title, read in (
            ("Organisations", duplicate_lists.organisations),
            ("People", duplicate_lists.people),
        ):
            self._tell(title, measure(read(folder)))

    def _tell(self, title, found):
        self.stdout.write(
            f"{title}: {found.records} records, {found.true} true pairs, {found.compared} pairs compared\n"
            f"  precision {found.precision:.3f} ({found.right} of {found.proposed})"
            f"  recall {found.recall:.3f} ({found.right} of {found.true})\n"
            f"  very likely: {found.likely_right} of {found.likely} right"
        )
        for way, (right, count) in found.by_way.items():
            self.stdout.write(f"    {right / count:6.1%}  {right:4} of {count:4}  {way}")
