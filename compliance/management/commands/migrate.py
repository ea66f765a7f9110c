"""Django's own, under the owner's role; then every role gets what is its own."""

from django.core.management.commands import migrate

from accounts.database_role import as_owner
from compliance.ledger.grants import grant


class Command(migrate.Command):
    def handle(self, *args, **options):
        with as_owner(options["database"]):
            super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                grant(options["database"])
