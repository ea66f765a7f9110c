"""Whom one serves, and in which territory: asked by each verb that writes something down about a customer."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services.territory import territory_of
from customers.frozen import refuse_frozen
from customers.models import Customer


def check_customer(customer, by):
    """Only active customers that the person sees, and of whom we may still write. Holds it: first thing in the deed."""
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if not Customer.objects.visible_to(by).active().filter(pk=customer.pk).exists():
        raise ValidationError({"customer": _("This customer is not one of yours.")})
    refuse_frozen(customer.pk)


def place_of(customer, by):
    """The territory in which its author serves the customer; for who has none, the customer's own."""
    today = timezone.localdate()
    own = territory_of(by, today)
    serving = [row.territory for row in customer.alignments.on(today).select_related("territory")]
    if own in serving or (own and not serving):
        return own
    if not serving:
        raise ValidationError(
            {"customer": _("The customer belongs to no territory today; align it first.")}
        )
    return serving[0]
