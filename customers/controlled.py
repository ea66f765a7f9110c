"""What tells a customer from others: a data steward decides on it, and on who is new (CUS-12)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from customers.data_change_notices import tell_stewards
from customers.models import DataChange

CONTROLLED = frozenset(
    [
        "name",
        "aliases",
        "source",
        "external_id",
        "type",
        "title",
        "licence_number",
        "level",
        "parent",
        "region",
        "province",
        "city",
        "district",
        "address",
    ]
)


def decides(by):
    """Whether what they change needs nobody's confirmation."""
    return can(by, Permission.DATA_CHANGE_DECIDE)


def enters_freely(customer, by):
    """Stewards do, and whoever entered a customer that is still under review."""
    return decides(by) or (customer.is_under_review and _entered(customer, by))


def refuse_controlled(customer, changed, by):
    """To be called inside the deed that changed them; `changed` are names of fields."""
    names = CONTROLLED & set(changed)
    if names and not enters_freely(customer, by):
        said = _("A data steward decides on this: propose the change, and say how you know.")
        raise ValidationError({name: [ValidationError(said, code="CONTROLLED")] for name in names})


def ask_for_review(customer, by):
    """Of a new customer, inside the deed that enters it; nothing for a steward's own."""
    if customer.is_under_review:
        new = DataChange(customer=customer, kind=DataChange.Kind.NEW, filed_by=by)
        new.save()
        tell_stewards(new)


def _entered(customer, by):
    own = DataChange.objects.waiting().filter(customer=customer, kind=DataChange.Kind.NEW)
    return own.filter(filed_by=by).exists()
