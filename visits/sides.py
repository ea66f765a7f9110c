"""Two versions of a visit side by side, in words."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.signed import signatures_of
from compliance.versions import label_of
from customers.models import Location
from visits.models import (
    AskedQuestion,
    Visit,
    VisitAmendment,
    VisitMaterial,
    VisitMessage,
    VisitParticipant,
    VisitProduct,
)
from visits.record import DAYS, MOMENTS, Record, Talk, from_values

CHOICES = {
    "outcome": Visit.Outcome,
    "channel": Visit.Channel,
    "next_step": Visit.NextStep,
    "location": Location,
    "interaction": Visit.Interaction,
}
ROWS = {
    "participants": VisitParticipant._meta.get_field("person"),
    "products": VisitProduct._meta.get_field("product"),
    "materials": VisitMaterial._meta.get_field("version"),
    "asked": AskedQuestion._meta.get_field("question"),
}
TALK = [
    VisitMessage._meta.get_field("key_message"),
    VisitProduct._meta.get_field("reaction"),
    VisitProduct._meta.get_field("adoption_step"),
]


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
    """One line for each field that the amendment changes, of each product too."""
    before, after = from_values(amendment.previous), from_values(amendment.values)
    sides = []
    for name in amendment.values:
        if name == "products":
            sides += _product_sides(before.products, after.products)
        else:
            sides.append(Side(_label(name), _words(before, name), _words(after, name)))
    return sides


def proposal_in_words(row, field):
    """What an amendment proposes or replaces, where history reads it; None for every other field."""
    if row.instance_type is not VisitAmendment or field.name not in {"values", "previous"}:
        return None
    said = getattr(row, field.name)
    record = from_values(said)
    return "; ".join(f"{_label(name)}: {_words(record, name) or '–'}" for name in said)


def _product_sides(before, after):
    was, now = ({talk.product: talk for talk in talks} for talks in (before, after))
    sides = [
        side for product in was | now for side in _one_product(was.get(product), now.get(product))
    ]
    return sides or [Side(_("Order of the products"), _names(before), _names(after))]


def _one_product(was, now):
    if was is None or now is None:
        return [Side(_label("products"), (was and _talk(was)) or "", (now and _talk(now)) or "")]
    label = _("%(part)s: %(field)s")
    return [
        Side(label % {"part": now.product, "field": label_of(field)}, one, other)
        for field, one, other in zip(TALK, _told(was), _told(now), strict=True)
        if one != other
    ]


def _names(talks):
    return ", ".join(str(talk.product) for talk in talks)


def _label(name):
    return label_of(ROWS.get(name) or Visit._meta.get_field(name))


def _words(record: Record, name):
    value = getattr(record, name)
    if not value:
        return ""
    if name in MOMENTS:
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if name in DAYS:
        return date_format(value, "SHORT_DATE_FORMAT")
    if name in {"participants", "materials", "asked"}:
        return ", ".join(str(row) for row in value)
    if name == "products":
        return "; ".join(_talk(talk) for talk in value)
    if value is True:
        return _("Yes")
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)


def _talk(talk: Talk):
    said = [words for words in _told(talk) if words]
    return f"{talk.product}: {', '.join(said)}" if said else str(talk.product)


def _told(talk):
    """In the order of TALK."""
    return [
        ", ".join(str(message) for message in talk.messages),
        str(VisitProduct.Reaction(talk.reaction).label) if talk.reaction else "",
        str(VisitProduct.AdoptionStep(talk.adoption_step).label) if talk.adoption_step else "",
    ]
