"""What is emptied when a person's data are erased (PRV-012): her own rows, and what others wrote in rows that point at her.

Each app declares the rows that point at a person, or at rows that do, in its erased_rows.py; a test fails on a model that
nobody decided about. Of a declared row goes whatever the field register says is about a person.
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.field_register import DataClass, registered
from accounts.models import Attachment
from accounts.registry import rows_about_people
from customers.models import Customer, Person

ERASED_MODELS = (Customer, Person)
CALLED = "name"  # becomes the pseudonym
NOTHING = "–"  # where something stood: what was answered stays answered, and counts as before
TEXTS = (models.CharField, models.TextField, models.JSONField, ArrayField)


@dataclass(frozen=True)
class Emptied:
    """Rows that lead to a person by one of the foreign keys `by`: to her, or to rows that were declared before.

    `stays` says of a field that is about her why it is left: {name: sentence}.
    """

    model: type
    by: tuple
    stays: dict = field(default_factory=dict)

    @property
    def values(self):
        """{field: what it holds afterwards}, where it held anything."""
        return {
            each.name: _nothing(each, self.model)
            for each in _about_her(self.model)
            if each.name not in self.stays
        }

    @property
    def paths(self):
        """Look-ups that find her rows by the key of the customer."""
        return [path for name in self.by for path in self._paths_by(name)]

    def _paths_by(self, name):
        target = self.model._meta.get_field(name).related_model
        if target in ERASED_MODELS:
            return [name]
        return [f"{name}__{path}" for path in declared()[target].paths]

    def of(self, customer):
        """The condition that finds her rows."""
        found = models.Q()
        for path in self.paths:
            found |= models.Q(**{path: customer.pk})
        return found


@dataclass(frozen=True)
class Kept:
    """Rows that point at a person and stay as they are: `because` says which duty asks for it, or why they say nothing."""

    model: type
    because: str


def declared():
    """{model: Emptied} of the rows that are emptied, parents first."""
    return {line.model: line for line in rows_about_people if isinstance(line, Emptied)}


def kept_whole():
    """{model: why}"""
    return {line.model: line.because for line in rows_about_people if isinstance(line, Kept)}


def emptied(model):
    """{field: what it holds afterwards} of her own rows, but for the name."""
    return {each.name: _nothing(each, model) for each in _about_her(model) if each.name != CALLED}


def holders_of_papers():
    """[(recorded model, name of its foreign key to an uploaded file)]"""
    relations = Attachment._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.one_to_many and hasattr(relation.related_model, "history")
    ]


def papers_of(customer):
    """Uploaded files that her rows name or named, and nobody else's."""
    named = set(chain.from_iterable(_named_by(each, customer) for each in holders_of_papers()))
    others = set(chain.from_iterable(_named_beside(each, customer) for each in holders_of_papers()))
    return Attachment.objects.filter(pk__in=named - others)


def _named_by(holder, customer):
    model, name = holder
    if model not in declared():
        return []
    hers = model.history.filter(declared()[model].of(customer)).exclude(**{name: None})
    return hers.order_by().values_list(f"{name}_id", flat=True)


def _named_beside(holder, customer):
    model, name = holder
    rows = model.history.exclude(**{name: None})
    if model in declared():
        rows = rows.exclude(declared()[model].of(customer))
    return rows.order_by().values_list(f"{name}_id", flat=True)


@cache  # reading the register takes longer than emptying a row
def _about_her(model):
    lines = registered()[model._meta.label_lower]
    return [
        each
        for each in model.history.model.tracked_fields
        if not each.is_relation
        and each.name in lines
        and lines[each.name].data_class != DataClass.PUBLIC
    ]


def _nothing(each, model):
    if isinstance(each, ArrayField):
        return []
    if isinstance(each, models.JSONField):
        return {}
    # A ciphertext that is none could not be opened.
    is_sealed = each.name.endswith("_sealed")
    return "" if is_sealed or model in ERASED_MODELS else NOTHING
