"""Legal holds: what is needed for a matter is not erased (RET-004)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from compliance.models import LegalHold
from customers.models import Customer


def place_hold(customer, *, matter, by):
    require(by, Permission.ERASURE_DECIDE)
    if not matter.strip():
        raise ValidationError({"matter": _("Name the matter for which the data are needed.")})
    with deed("legal_hold.place", by=by, because=matter):
        # Waits for a decision under way, which judges by the holds that are there.
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        return LegalHold.objects.create(customer=row, matter=matter.strip(), placed_by=by)


def release_hold(hold, *, because, by):
    """A second person: who placed a hold does not lift it."""
    require(by, Permission.ERASURE_DECIDE)
    if not because.strip():
        raise ValidationError({"because": _("Say why the data are no longer needed.")})
    with deed("legal_hold.release", by=by, because=because):
        row = LegalHold.objects.select_for_update().get(pk=hold.pk)
        if row.released_at:
            raise ValidationError(_("This hold is released already."))
        if row.placed_by_id == by.pk:
            raise PermissionDenied(_("Who placed a hold does not release it; ask a colleague."))
        row.released_by, row.released_at = by, timezone.now()
        row.release_reason = because.strip()
        row.save()
    return row
