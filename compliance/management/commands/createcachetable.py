"""Django's own, under the owner's role; then every role gets what is its own."""

from django.core.management.commands import createcachetable

from accounts.database_role import as_owner
from compliance.ledger.grants import grant


class Command(createcachetable.Command):
    def handle(self, *tables, **options):
        with as_owner(options["database"]):
            super().handle(*tables, **options)
            grant(options["database"])
