"""What people note of who influences whom, and when it ends."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.role import end_dated
from customers.frozen import refuse_frozen
from customers.models import Customer, Influence


def note_influence(who, whom, *, kind, source, valid_from=None, uuid=None, by):
    require(by, Permission.CUSTOMER_EDIT)
    first = valid_from or timezone.localdate()
    if first > timezone.localdate():
        raise ValidationError({"valid_from": _("The day cannot lie ahead.")})
    with deed("influence.note", by=by):
        _hold(who.pk, whom.pk)
        influence = Influence(
            who=who,
            whom=whom,
            kind=kind,
            source=source,
            valid_from=first,
            noted_by=None if getattr(by, "is_system", False) else by,
            **with_uuid(uuid),
        )
        influence.full_clean()
        influence.save()
    return influence


def end_influence(influence, *, on=None, because="", by):
    """`on` is the last day on which it held."""
    require(by, Permission.CUSTOMER_EDIT)
    with deed("influence.end", by=by, because=because):
        _hold(influence.who_id, influence.whom_id)
        row = Influence.objects.select_for_update().get(pk=influence.pk)
        last = on or timezone.localdate()
        if last < row.valid_from:
            raise ValidationError({"on": _("It began later than that.")})
        end_dated(row, last)
    return row


def forget_influences(customer):
    """Inside the deed that erases or restricts a person."""
    for influence in Influence.objects.touching([customer.pk]):
        influence.delete()


def _hold(*customer_ids):
    """In one order, so that two who relate the same pair wait for each other."""
    for pk in sorted(customer_ids):
        Customer.objects.select_for_update().get(pk=pk)
        refuse_frozen(pk)
