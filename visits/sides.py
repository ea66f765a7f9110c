"""Two versions of a visit side by side, in words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from accounts.signed import signatures_of
from visits.models import Visit, VisitParticipant, VisitProduct
from visits.record import MOMENTS, Record, Talk, from_values

CHOICES = {"outcome": Visit.Outcome, "channel": Visit.Channel, "next_step": Visit.NextStep}
ROWS = {
    "participants": VisitParticipant._meta.get_field("person"),
    "products": VisitProduct._meta.get_field("product"),
}


@dataclass(frozen=True)
class Side:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Amended:
    """What an amendment changed, and its signatures."""

    amendment: object
    sides: list
    signatures: list


def with_sides(amendments):
    """[Amended] for a visit's page. Only who reads free text may be shown them."""
    signed = signatures_of(amendments)
    return [Amended(row, sides_of(row), signed.get(row.pk, [])) for row in amendments]


def sides_of(amendment):
    """One line for each field that the amendment changes."""
    before, after = from_values(amendment.previous), from_values(amendment.values)
    return [
        Side(_label(name), _words(before, name), _words(after, name)) for name in amendment.values
    ]


def _label(name):
    field = ROWS.get(name) or Visit._meta.get_field(name)
    return capfirst(field.verbose_name)


def _words(record: Record, name):
    value = getattr(record, name)
    if not value:
        return ""
    if name in MOMENTS:
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if name == "participants":
        return ", ".join(str(person) for person in value)
    if name == "products":
        return "; ".join(_talk(talk) for talk in value)
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)


def _talk(talk: Talk):
    said = [str(message) for message in talk.messages]
    if talk.reaction:
        said.append(str(VisitProduct.Reaction(talk.reaction).label))
    if talk.adoption_step:
        said.append(str(VisitProduct.AdoptionStep(talk.adoption_step).label))
    return f"{talk.product}: {', '.join(said)}" if said else str(talk.product)
