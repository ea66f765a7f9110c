"""What the field observes of competitors: noted with its day and source, withdrawn when it was wrong (CUS-08)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from customers.frozen import refuse_frozen
from customers.models import CompetitorActivity, Customer
from customers.services.serving import check_customer, place_of


def note_activity(customer, *, by, uuid=None, **values):
    """`values`: competitor_product, kind, what, observed_on, source, source_note."""
    require(by, Permission.COMPETITOR_OBSERVE)
    with deed("competitor_activity.note", by=by):
        check_customer(customer, by)
        row = CompetitorActivity(
            customer=customer,
            observed_by=by,
            territory=place_of(customer, by),
            **values,
            **with_uuid(uuid),
        )
        if row.observed_on > timezone.localdate():
            raise ValidationError({"observed_on": _("What was observed lies not ahead.")})
        row.full_clean()
        row.save()
    return row


def withdraw_activity(row, *, because, by):
    """It was not so: it stays in the record and counts no more."""
    require(by, Permission.COMPETITOR_OBSERVE)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words what was wrong with it.")})
    with deed("competitor_activity.withdraw", by=by, because=because):
        Customer.objects.select_for_update(no_key=True).get(pk=row.customer_id)
        refuse_frozen(row.customer_id)
        row = CompetitorActivity.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.observed_by_id != by.pk:
            raise PermissionDenied(_("Only who observed it withdraws it."))
        if row.is_withdrawn:
            raise ValidationError(_("This is withdrawn already."))
        row.withdrawn_reason = because.strip()
        row.full_clean()
        row.save()
    return row
