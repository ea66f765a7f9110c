"""Who asked to be erased or restricted is left alone: upper apps know them, each verb that writes of a person asks."""

from django.core.exceptions import ValidationError

from accounts.registry import why_frozen


def refuse_frozen(customer_id):
    """To be called once the row is held: who decides on an erasure holds it as well."""
    if said := why_frozen([customer_id]).get(customer_id):
        raise ValidationError(said, code="FROZEN")
