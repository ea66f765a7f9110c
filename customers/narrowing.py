"""How a list of customers is narrowed: one condition for each word of its address."""

from django.db.models import Exists, OuterRef, Q

from customers.models import Affiliation, CustomerTag, CustomerTerritory, TierPeriod, TierScore
from customers.search import matching


def _in_territory(territory):
    below = CustomerTerritory.objects.filter(territory__in=territory.ids_below())
    return Q(Exists(below.filter(customer=OuterRef("pk"))))


def _in_city(city):
    """Organisations there, and people whose main place of work is there."""
    work = Affiliation.objects.today().primary().filter(organisation__city=city)
    return Q(organisation__city=city) | Q(Exists(work.filter(person=OuterRef("pk"))))


def _in_cell(cell):
    scores = TierScore.objects.filter(valid_to=None, cell=cell)
    return Q(Exists(scores.filter(customer=OuterRef("pk"))))


def _tier_on(tier, day):
    held = TierPeriod.objects.on(day).filter(customer=OuterRef("pk"))
    return ~Q(Exists(held)) if tier == "none" else Q(Exists(held.filter(tier=tier)))


def _cell_on(cell, day):
    return Q(Exists(TierScore.objects.on(day).filter(customer=OuterRef("pk"), cell=cell)))


def _with_tag(tag):
    worn = CustomerTag.objects.current().filter(tag=tag)
    return Q(Exists(worn.filter(customer=OuterRef("pk"))))


NARROWING = {
    "q": lambda text: Q(pk__in=matching(text)),
    "kind": lambda kind: Q(kind=kind),
    "type": lambda type_: Q(organisation__type=type_) | Q(person__type=type_),
    "tier": lambda tier: Q(tier="" if tier == "none" else tier),
    "cell": _in_cell,
    "level": lambda level: Q(organisation__level=level),
    "territory": _in_territory,
    "city": _in_city,
    "tag": _with_tag,
    "specialty": lambda specialty: Q(person__specialty=specialty),
}
# The same words where the address also names a day.
NARROWING_ON = {"tier": _tier_on, "cell": _cell_on}
