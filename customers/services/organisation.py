"""What people do with hospitals, clinics, health centres, pharmacies, chains and distributors."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.registry import mark_customers_changed
from customers.identity import organisation_identity
from customers.models import Customer, Organisation
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
        customer = Customer.objects.select_for_update().get(pk=organisation.pk)
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        _check_parent(row, half.get("parent"))
        if changed := apply(customer, own) | apply(row, half):
            identity = organisation_identity(customer.name, row.address, row.area)
            put_in_step(customer, identity=identity)
        if "type" in changed:
            mark_customers_changed([customer.pk])
    return row


def _check_parent(organisation, parent):
    above = parent
    while above is not None:
        if above.pk == organisation.pk:
            raise ValidationError(
                {"parent": _("This organisation already stands above the one chosen.")}
            )
        above = above.parent
