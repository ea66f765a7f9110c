"""By what a customer's value and need are judged: criteria that any app brings, weighed by a model's version (CUS-04)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.registry import score_criteria
from customers.models.customer import Customer, Tier
from customers.models.organisation import Organisation
from customers.models.person import Person

FULL = "full"  # in the scale of a counted fact: how many earn all 100 points
WHOLE = 100  # points of a fact, and per cent that the weights of an axis add up to


class Axis(models.TextChoices):
    VALUE = "value", _("Value contribution")
    NEED = "need", _("Need priority")


class Band(models.TextChoices):
    LOW = "low", _("low")
    MID = "mid", _("medium")
    HIGH = "high", _("high")


@dataclass(frozen=True)
class Criterion:
    """One fact about a customer, worth 0 to 100 points. Never how much somebody prescribes (CN-006).

    `facts(day)` is a queryset of (customer id, fact) pairs, at most one for each customer; who is missing has the
    fact "". `scale` gives the points of each possible fact, or {"full": n} for a fact that is counted.
    """

    code: str
    title: object
    axis: Axis
    facts: Callable
    scale: dict
    labels: dict | None = None  # facts in words
    kind: str = ""  # of customers; "" for both

    @property
    def is_counted(self):
        return FULL in self.scale

    def suits(self, customer_type):
        return self.kind in ("", customer_type.partition(".")[0])


def criteria():
    """{code: Criterion} of all apps, in the order in which they registered."""
    return {criterion.code: criterion for criterion in score_criteria}


@cache
def customer_types():
    """{"person.doctor": label}: whom a model weighs, organisations first."""
    kinds = [(Customer.Kind.ORGANISATION, Organisation), (Customer.Kind.PERSON, Person)]
    return {f"{kind}.{type_}": type_.label for kind, half in kinds for type_ in half.Type}


def cells():
    """The nine cells, as a page draws them: need from high to low, in each line value from low to high."""
    return [[cell_of(value, need) for value in Band] for need in reversed(Band)]


def cell_of(value_band, need_band):
    return f"{value_band}-{need_band}"


def all_cells():
    return [cell for line in cells() for cell in line]


def cell_words(cell):
    value, need = cell.split("-")
    return now("Value %(value)s, need %(need)s") % {
        "value": Band(value).label,
        "need": Band(need).label,
    }


def default_cells():
    """Strategic where value and need are worth it; low need lowers a high value by one."""
    tiers = {
        Band.LOW: [Tier.BASIC, Tier.BASIC, Tier.BASIC],
        Band.MID: [Tier.BASIC, Tier.GROWTH, Tier.GROWTH],
        Band.HIGH: [Tier.GROWTH, Tier.STRATEGIC, Tier.STRATEGIC],
    }
    return {
        cell_of(value, need): tier.value
        for value, by_need in tiers.items()
        for need, tier in zip(Band, by_need, strict=True)
    }


def default_scales():
    return {code: dict(criterion.scale) for code, criterion in criteria().items()}


def check_definition(model):
    """Sentences beside what keeps a model from being used; {} when it can."""
    if not _is_shaped(model):
        raise ValidationError(now("This is no definition of a scoring model."))
    problems = {
        "weights": _weight_problems(model),
        "scales": _scale_problems(model),
        "value_mid": _threshold_problems(model.value_mid, model.value_high),
        "need_mid": _threshold_problems(model.need_mid, model.need_high),
    }
    if set(model.cells) != set(all_cells()) or not set(model.cells.values()) <= set(Tier.values):
        problems["cells"] = [now("Each of the nine cells needs a tier.")]
    if any(problems.values()):
        raise ValidationError({name: said for name, said in problems.items() if said})


def _is_shaped(model):
    """As the model's docstring says; a program may have sent anything."""
    tables = (model.weights, model.scales, model.cells)
    if not all(isinstance(table, dict) for table in tables):
        return False
    inner = [*model.weights.values(), *model.scales.values()]
    return (
        all(isinstance(table, dict) for table in inner)
        and all(
            type(weight) is int and 0 <= weight <= WHOLE
            for weights in model.weights.values()
            for weight in weights.values()
        )
        and all(isinstance(tier, str) for tier in model.cells.values())
    )


def _weight_problems(model):
    known, types = criteria(), customer_types()
    if not model.weights:
        return [now("Weigh the criteria of at least one type of customer.")]
    found = []
    for type_, weights in model.weights.items():
        if type_ not in types or not all(
            code in known and known[code].suits(type_) for code in weights
        ):
            found.append(now("Unknown here: %(name)s") % {"name": type_})
            continue
        for axis in Axis:
            total = sum(weight for code, weight in weights.items() if known[code].axis == axis)
            if total != WHOLE:
                found.append(
                    now("%(type)s, %(axis)s: the weights add up to %(total)s %%, not to 100 %%.")
                    % {"type": types[type_], "axis": axis.label, "total": total}
                )
    return found


def _scale_problems(model):
    found = []
    for code, criterion in criteria().items():
        scale = model.scales.get(code, criterion.scale)
        least, most = (1, 1_000_000) if criterion.is_counted else (0, WHOLE)
        if set(scale) != set(criterion.scale) or not all(
            isinstance(points, int) and least <= points <= most for points in scale.values()
        ):
            found.append(
                now("%(criterion)s: give points from 0 to 100.") % {"criterion": criterion.title}
            )
    return found


def _threshold_problems(mid, high):
    if not 0 < mid < high <= WHOLE:
        return [now("The thresholds rise: medium above 0, high above medium, 100 at most.")]
    return []
