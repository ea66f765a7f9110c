"""Seals what is settled and sends the new checkpoint to the sinks; beat does it every minute."""

from django.core.management.base import BaseCommand, CommandError

from compliance.ledger.seal import NotAdopted, seal_all
from compliance.ledger.signing import NotSigned
from compliance.models import Checkpoint
from compliance.services.delivery import deliver_checkpoints


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        try:
            seal_all()
        except NotSigned as problem:
            raise CommandError(str(problem), returncode=2) from problem
        except NotAdopted as problem:
            raise CommandError(
                "The database was restored into another cluster: run ledger_adopt first.",
                returncode=2,
            ) from problem
        delivered = deliver_checkpoints()
        newest = Checkpoint.objects.first()
        size = newest.size if newest else 0
        self.stdout.write(f"{size:,} entries are sealed; {delivered} sinks took the checkpoint.")
