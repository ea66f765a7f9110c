"""Times the hot paths against a bare view of the same server, and prints and keeps the ratios."""

import json
import platform

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from customers.models import Customer
from pharmacrm.bench import cycles, ledger, work
from pharmacrm.bench.measure import in_pairs, table
from pharmacrm.bench.paths import READ_TARGET, cast, pages
from pharmacrm.bench.server import Server
from visits.models import Visit


class Command(BaseCommand):
    help = "Needs the demo company, of any size. Writes rows (submitted visits, an import): never run it on real data."

    def add_arguments(self, parser):
        parser.add_argument("-n", type=int, default=30, help="pairs per path")
        parser.add_argument(
            "--import", dest="rows", type=int, default=100_000, help="lines to import; 0 for none"
        )
        parser.add_argument(
            "--json", default="bench.json", help="file for the result, below PHARMACRM_HOME"
        )

    def handle(self, *args, n, rows, **options):
        if not settings.LOCAL:
            raise CommandError(
                "The benchmark writes rows; it runs only on a local copy (PHARMACRM_LOCAL=1)."
            )
        self.server, self.n = Server(), n
        people = cast()
        found = [self._page(*page) for page in pages(people)]
        found.append(work.submissions(self.server.sign_in(people.rep), min(n, 40)))
        found.append(cycles.plan_generation(people.rep))
        found += work.figures()
        found += work.nights()
        found += ledger.rows()
        if rows:
            found += [work.imported(rows), work.imported(rows, in_territories=True)]
        sizes = {"customers": Customer.objects.count(), "visits": Visit.objects.count()}
        self._keep(options["json"], sizes, found)
        self.stdout.write(f"{sizes['customers']:,} customers, {sizes['visits']:,} visits\n")
        self.stdout.write(table(found))

    def _page(self, name, user, url):
        browser = self.server.sign_in(user)
        return in_pairs(
            name,
            lambda: browser.get(url)[0],
            lambda: browser.get("/bench/read/")[0],
            n=self.n,
            target=READ_TARGET,
            note=f"{browser.queries(url)} queries",
        )

    def _keep(self, name, sizes, rows):
        result = {
            "at": timezone.now().isoformat(),
            "python": platform.python_version(),
            "postgresql": connection.pg_version,
            **sizes,
            "rows": [row.as_json() for row in rows],
        }
        (settings.HOME / name).write_text(json.dumps(result, indent=1, ensure_ascii=False))
