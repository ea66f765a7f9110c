"""A customer's controlled data as a proposal keeps it, and in words, side by side."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from customers.controlled import CONTROLLED
from customers.models import Customer, Organisation, Person, Region

# The link to another row is kept by what tells it from others: an organisation by its uuid, a region by its code.
LINKS = {"parent", "region"}


@dataclass(frozen=True)
class Side:
    label: str
    before: str
    after: str
    now: str  # where it differs from `before` by now, else empty


def plain(changes):
    """{field: JSON} of a verb's values."""
    return {name: _plain(name, value) for name, value in changes.items() if name in CONTROLLED}


def current(customer):
    """{field: JSON} of all controlled fields as they stand."""
    rows = [customer, customer.half]
    fields = {field.name for row in rows for field in row._meta.concrete_fields} & CONTROLLED
    holder = {name: next(row for row in rows if hasattr(row, name)) for name in fields}
    return plain({name: getattr(row, name) for name, row in holder.items()})


def values_for_verb(values):
    """What edit_person and edit_organisation take."""
    return {name: _row(name, value) for name, value in values.items()}


def waiting_change(customer):
    """The one that waits for a steward, or None. For those who see the customer."""
    return customer.data_changes.waiting().select_related("filed_by").first()


def sides_of(change):
    if change.is_new_customer:
        now = current(change.customer)
        return [_side(change, name, {}, now, {}) for name in now if now[name]]
    now = current(change.customer) if change.is_waiting else change.previous
    return [_side(change, name, change.previous, change.values, now) for name in change.values]


def _side(change, name, before, after, now):
    was, new = before.get(name), after.get(name)
    moved = bool(now) and now.get(name) not in (was, new)
    words = [_words(change.customer, name, value) for value in (was, new, now.get(name))]
    return Side(_label(change.customer, name), words[0], words[1], words[2] if moved else "")


def _plain(name, value):
    if name == "parent" and value is not None:
        return str(value.customer.uuid)
    return value.pk if name == "region" and value is not None else value


def _row(name, value):
    if name not in LINKS or value is None:
        return value
    rows = Organisation.objects.filter(customer__uuid=value) if name == "parent" else None
    found = (rows if rows is not None else Region.objects.filter(pk=value)).first()
    if found is None:
        raise ValidationError({name: _("What was chosen is no longer there.")})
    return found


def _field(customer, name):
    own = {field.name for field in Customer._meta.concrete_fields}
    half = Person if customer.is_person else Organisation
    return (Customer if name in own else half)._meta.get_field(name)


def _label(customer, name):
    return capfirst(_field(customer, name).verbose_name)


def _words(customer, name, value):
    if not value:
        return ""
    if name in LINKS:
        return str(_row(name, value))
    if name == "aliases":
        return ", ".join(value)
    return str(dict(_field(customer, name).flatchoices).get(value, value))
