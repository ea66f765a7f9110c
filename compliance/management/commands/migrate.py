"""Django's own, under the owner's role; then every role gets what is its own."""

from contextlib import contextmanager

from django.core.management.commands import migrate
from django.db import connections

from accounts.database_role import as_owner
from compliance.ledger.grants import grant
from compliance.ledger.install import MIGRATION


class Command(migrate.Command):
    def handle(self, *args, **options):
        alias = options["database"]
        with as_owner(alias), _said_by_migration(alias):
            super().handle(*args, **options)
            if not options["plan"] and not options["check_unapplied"]:
                grant(alias)


@contextmanager
def _said_by_migration(alias):
    """For the whole session: what changes the database's form is told with this author. A row needs a deed besides."""
    _say(alias, MIGRATION.actor)
    try:
        yield
    finally:
        if connections[alias].is_usable():
            _say(alias, "")


def _say(alias, actor):
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', %s, false)", [actor])
