"""Which territories a customer belongs to, and the table of today that visibility reads."""

from django.utils import timezone

from accounts.history import deed
from accounts.permissions import Permission, require
from customers.models import Alignment, CustomerTerritory


def align_customer(customer, territory, *, valid_from=None, valid_to=None, by):
    require(by, Permission.CUSTOMER_ALIGN)
    with deed("alignment.align", by=by):
        alignment = Alignment(
            customer=customer,
            territory=territory,
            valid_from=valid_from or timezone.localdate(),
            valid_to=valid_to,
        )
        alignment.full_clean()
        alignment.save()
        rewrite_today([customer.pk])
    return alignment


def rewrite_today(customer_ids):
    """Makes today's table agree with the dated alignments of these customers."""
    today = Alignment.objects.today().filter(customer__in=customer_ids)
    CustomerTerritory.objects.filter(customer__in=customer_ids).delete()
    CustomerTerritory.objects.bulk_create(
        (
            CustomerTerritory(customer_id=customer, territory_id=territory)
            for customer, territory in today.values_list("customer_id", "territory_id")
        ),
        batch_size=5000,
    )
