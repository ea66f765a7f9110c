"""Set-up by file: which customers belong to which territories (ACC-06)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Territory
from accounts.permissions import Permission
from accounts.services.setup import CREATED, UNCHANGED, Column, SetupKind, day_in
from customers.models import Customer
from customers.services.alignment import align_customer


def alignment_line(values, *, by):
    customer = _customer(values, by)
    territory = Territory.objects.visible_to(by).filter(code=values["territory"]).first()
    if territory is None:
        raise ValidationError({"territory": _("There is no territory of yours with this code.")})
    first, last = day_in(values, "valid_from"), day_in(values, "valid_to")
    same = customer.alignments.filter(territory=territory, valid_from=first, valid_to=last)
    if same.exists():
        return UNCHANGED
    align_customer(customer, territory, valid_from=first, valid_to=last, by=by)
    return CREATED


def _customer(values, by):
    coded = Customer.objects.visible_to(by).filter(external_id=values["customer"])
    if values["source"]:
        coded = coded.filter(source=values["source"])
    found = list(coded[:2])
    if len(found) != 1:
        raise ValidationError(
            {
                "customer": _("Several sources have this code: name the source.")
                if found
                else _("There is no customer of yours with this code.")
            }
        )
    return found[0]


def _tomorrow():
    return (timezone.localdate() + timedelta(days=1)).isoformat()


ALIGNMENTS = SetupKind(
    "alignments",
    gettext_lazy("Customers of territories"),
    Permission.CUSTOMER_ALIGN,
    [
        Column("customer", gettext_lazy("code of the customer"), True, "JZ-20418"),
        Column("source", gettext_lazy("source of the code"), example="erp"),
        Column("territory", gettext_lazy("code of the territory"), True, "E11"),
        Column("valid_from", gettext_lazy("valid from"), True, _tomorrow),
        Column("valid_to", gettext_lazy("valid to")),
    ],
    alignment_line,
)
