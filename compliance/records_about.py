"""What the records about a person are known by, where no foreign key leads to them: in addresses and answers."""

from accounts.models.keyed import Keyed
from accounts.registry import record_parts
from customers.models import Customer


def names_of(customer):
    """What the person is called today and was called before."""
    before = customer.history.values_list("name", flat=True)
    return {customer.name, *customer.aliases, *before}


def uuids_about(customer):
    """Of the customer, of each record that points at it, and of what belongs to those, as texts."""
    found = {str(customer.uuid)}
    for model, field in _pointing_at_customers():
        found |= _with_parts(model, model.objects.filter(**{field: customer}))
    return found


def _with_parts(model, rows):
    found = _uuids(rows) if issubclass(model, Keyed) else set()
    for whole, part, key in record_parts:
        if whole is model:
            found |= _with_parts(part, part.objects.filter(**{f"{key}__in": rows}))
    return found


def _pointing_at_customers():
    return [
        (relation.related_model, relation.field.name)
        for relation in Customer._meta.get_fields(include_hidden=True)
        if relation.one_to_many and issubclass(relation.related_model, Keyed)
    ]


def _uuids(rows):
    return set(map(str, rows.order_by().values_list("uuid", flat=True)))
