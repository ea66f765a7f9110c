"""What people do with hospitals, clinics, health centres, pharmacies, chains and distributors."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.registry import mark_customers_changed
from customers.controlled import refuse_controlled
from customers.identity import organisation_identity
from customers.models import Customer, Organisation
from customers.services.care_cycle import renew_care
from customers.services.customer import admit, apply, halves, put_in_step

FIELDS = {
    "type",
    "level",
    "parent",
    "region",
    "province",
    "city",
    "district",
    "address",
    "phone",
    "longitude",
    "latitude",
}


def create_organisation(*, by, territory=None, uuid=None, **values):
    """`values` are FIELDS and the customer's own; name and type are required. Without `territory` it is its author's."""
    require(by, Permission.CUSTOMER_EDIT)
    own, half = halves(values, FIELDS)
    with deed("organisation.create", by=by):
        customer = Customer(kind=Customer.Kind.ORGANISATION, **own, **with_uuid(uuid))
        organisation = Organisation(**half)
        identity = organisation_identity(customer.name, organisation.address, organisation.area)
        admit(customer, organisation, identity=identity, territory=territory, by=by)
    return organisation


def edit_organisation(organisation, *, by, because="", **changes):
    """`changes` are FIELDS and the customer's own; what is left out stays."""
    require(by, Permission.CUSTOMER_EDIT)
    own, half = halves(changes, FIELDS)
    with deed("organisation.edit", by=by, because=because):
        if "parent" in half:
            hold_parents()
        customer = Customer.objects.select_for_update().get(pk=organisation.pk)
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        _check_parent(row, half.get("parent"))
        if changed := apply(customer, own) | apply(row, half):
            refuse_controlled(customer, changed, by)
            identity = organisation_identity(customer.name, row.address, row.area)
            put_in_step(customer, identity=identity)
        if "type" in changed:
            mark_customers_changed([customer.pk])
            renew_care([customer.pk], timezone.localdate(), by)
    return row


def _check_parent(organisation, parent):
    seen, above = set(), parent and parent.pk
    while above is not None and above not in seen:
        if above == organisation.pk:
            raise ValidationError(
                {"parent": _("This organisation already stands above the one chosen.")}
            )
        seen.add(above)
        # As it is now: the rows of a form were read before the lock.
        above = Organisation.objects.values_list("parent_id", flat=True).get(pk=above)


def hold_parents():
    """One change of who stands above whom at a time: two at once could close a circle that neither sees."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.parent'))")
