"""How a list of customers is narrowed: one condition for each word of its address."""

from django.db.models import Exists, OuterRef, Q

from customers.models import Affiliation, CustomerTerritory
from customers.search import matching


def _in_territory(territory):
    below = CustomerTerritory.objects.filter(territory__in=territory.ids_below())
    return Q(Exists(below.filter(customer=OuterRef("pk"))))


def _in_city(city):
    """Organisations there, and people whose main place of work is there."""
    work = Affiliation.objects.today().primary().filter(organisation__city=city)
    return Q(organisation__city=city) | Q(Exists(work.filter(person=OuterRef("pk"))))


NARROWING = {
    "q": lambda text: Q(pk__in=matching(text)),
    "kind": lambda kind: Q(kind=kind),
    "type": lambda type_: Q(organisation__type=type_) | Q(person__type=type_),
    "tier": lambda tier: Q(tier="" if tier == "none" else tier),
    "level": lambda level: Q(organisation__level=level),
    "territory": _in_territory,
    "city": _in_city,
    "specialty": lambda specialty: Q(person__specialty=specialty),
}
