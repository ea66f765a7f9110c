"""Whom to see next and why: plain rules give points, each with its sentence, and the sum puts customers in order (VIS-13)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import cached_property

from accounts.registry import suggestion_rules
from customers.models import Customer
from visits.models import SuggestionAnswer, SuggestionWeight, Visit

AT_MOST = 60


@dataclass(frozen=True)
class Hit:
    """A rule speaks for a customer: `strength` from 0 to 1, and why in a sentence."""

    strength: float
    why: str


@dataclass(frozen=True)
class Rule:
    code: str
    label: str
    says: str  # when it speaks, for the page that explains the weights
    points: int  # at full strength, before anybody answered
    find: Callable  # (user, customers, day) → {id of a customer: Hit}, in one query


@dataclass(frozen=True)
class Reason:
    rule: Rule
    why: str
    points: int


@dataclass(frozen=True)
class Suggestion:
    customer: Customer
    reasons: list  # the weightiest first, at least one

    @property
    def why(self):
        return self.reasons[0].why

    @cached_property
    def points(self):
        return sum(reason.points for reason in self.reasons)

    @property
    def rules(self):
        return [reason.rule.code for reason in self.reasons]


def suggest(user, day, *, number=AT_MOST):
    """[Suggestion] for a representative's day, the weightiest first. One query for each rule, and four more."""
    customers = suggestible(user, day)
    weights = learned_weights()
    found = {}
    for rule in suggestion_rules:
        for pk, hit in rule.find(user, customers, day).items():
            found.setdefault(pk, []).append(_reason(rule, hit, weights))
    best = sorted(found, key=lambda pk: (-sum(one.points for one in found[pk]), pk))[:number]
    rows = Customer.objects.select_related("person").in_bulk(best)
    return [
        Suggestion(rows[pk], sorted(found[pk], key=lambda one: -one.points))
        for pk in best
        if pk in rows
    ]


def suggestible(user, day):
    """Whom one sees, who are not planned already, and for whom one has not said “not now”."""
    planned = Visit.objects.open().filter(rep=user, day__gte=day).values("customer_id")
    paused = SuggestionAnswer.objects.filter(rep=user, back_on__gt=day).values("customer_id")
    mine = Customer.objects.visible_to(user).active()
    return mine.exclude(pk__in=planned).exclude(pk__in=paused)


def learned_weights():
    """{code of a rule: SuggestionWeight}, of those of which somebody has said something."""
    return SuggestionWeight.objects.in_bulk()


def _reason(rule, hit, weights):
    weight = weights[rule.code].factor if rule.code in weights else 1
    points = rule.points * float(weight) * hit.strength
    return Reason(rule, hit.why, max(1, round(points)))
