"""The declaration of a restore (LED-018): the log goes on under a new name, and says what it lost."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.database_role import as_owner
from accounts.history import deed
from accounts.permissions import Permission, require
from compliance.ledger.install import begin_log
from compliance.ledger.sinks import kept_notes
from compliance.models import Checkpoint, Incarnation


def adopt(*, by, second, because):
    """Begins a new life of the database in the ledger's eyes. Both have signed; `because` is kept in the log."""
    for person in (by, second):
        require(person, Permission.LEDGER_READ)
    if by.pk == second.pk:
        raise PermissionDenied(_("Two people declare a restore."))
    if not because.strip():
        raise ValidationError(_("Say what was restored, and why."))
    # A new log is the owner's to begin: the application cannot declare a restore.
    with (
        as_owner(),
        deed("ledger.adopt", by=by, because=because),
        connection.cursor() as cursor,
    ):
        last = Incarnation.objects.latest("seq")
        return begin_log(
            cursor,
            origin=_next_origin(last.origin),
            by=f"{by.actor} {second.actor}",
            because=because,
            previous_note=_lost_note(last.origin),
        )


def _next_origin(origin):
    """pharmacrm/1f…/1 → pharmacrm/1f…/2"""
    product, name, *number = origin.split("/")
    return f"{product}/{name}/{int(number[0]) + 1 if number else 2}"


def _lost_note(origin):
    """The biggest checkpoint of the old log that anybody still has: what lies behind our last one is lost."""
    newest = Checkpoint.objects.first()
    notes = [note for _where, note in kept_notes() if note.startswith(f"{origin}\n")]
    notes += [newest.note] if newest else []
    return max(notes, key=lambda note: int(note.split("\n")[1]), default="")
