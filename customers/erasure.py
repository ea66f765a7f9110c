"""What of a person is emptied when her data are erased (PRV-012): whatever the field register says is about her."""

from django.contrib.postgres.fields import ArrayField

from accounts.field_register import DataClass, registered
from customers.models import Customer, Person

ERASED_MODELS = (Customer, Person)
CALLED = "name"  # becomes the pseudonym


def emptied(model):
    """{field name: what it holds afterwards}, of the recorded fields but the name."""
    lines = registered()[model._meta.label_lower]
    return {
        field.name: [] if isinstance(field, ArrayField) else ""
        for field in model.history.model.tracked_fields
        if not field.is_relation
        and field.name in lines
        and field.name != CALLED
        and lines[field.name].data_class != DataClass.PUBLIC
    }
