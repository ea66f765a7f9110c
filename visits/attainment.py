"""How far a cycle plan is: counted live and capped per target, foreseen from the fifth day, and what closes the gap (VIS-01)."""

from dataclasses import dataclass
from math import ceil

from django.db.models import Sum
from django.db.models.functions import Coalesce

from accounts.services.absence import field_days
from visits.cycle_terms import terms
from visits.models import PlanTarget
from visits.services.visit import local_today

FORESEEN_FROM = 5  # field days: before, one good day would promise a good month


@dataclass(frozen=True)
class Progress:
    planned: int
    counted: int

    @property
    def share(self):
        """Per cent, or None where nothing is planned."""
        return round(self.counted / self.planned * 100, 1) if self.planned else None


@dataclass(frozen=True)
class Outlook:
    """`forecast` is None before the fifth field day and after the last; `gap` lists (target, visits)."""

    goal: int
    forecast: int | None
    field_days: object
    field_days_passed: object
    coming: int
    missing: int
    gap: list


def progress_of(plans):
    """{plan's id: Progress} with one question."""
    rows = (
        PlanTarget.objects.filter(plan__in=[plan.pk for plan in plans])
        .with_done()
        .order_by()
        .values("plan")
        .annotate(all=Coalesce(Sum("planned"), 0), met=Coalesce(Sum("counted"), 0))
    )
    found = {row["plan"]: Progress(row["all"], row["met"]) for row in rows}
    return {plan.pk: found.get(plan.pk, Progress(0, 0)) for plan in plans}


def progress_among(targets):
    """The same of one plan's targets, read with_done()."""
    planned, counted = (
        sum(getattr(one, name) for one in targets) for name in ("planned", "counted")
    )
    return Progress(planned, counted)


def outlook_of(plan, targets=None):
    """What is to be expected of a plan in its cycle, and the smallest set of visits that reaches the goal.

    `targets` are the plan's, with_coming(), the most important first, where they are read already.
    """
    if targets is None:
        targets = list(PlanTarget.objects.filter(plan=plan).with_coming().with_names())
    planned = sum(target.planned for target in targets)
    counted = sum(target.counted for target in targets)
    coming = sum(min(target.coming, target.planned - target.counted) for target in targets)
    goal = ceil(planned * terms()["goal"] / 100)
    whole, passed = _days(plan)
    missing = max(0, goal - counted - coming)
    return Outlook(
        goal=goal,
        forecast=_forecast(planned, counted, whole, passed),
        field_days=whole,
        field_days_passed=passed,
        coming=coming,
        missing=missing,
        gap=_smallest(targets, missing),
    )


def _days(plan):
    """(field days of the cycle as the plan knows them, those that have begun)."""
    cycle, today = plan.cycle, local_today(plan.rep)
    if today < cycle.valid_from:
        return plan.field_days, 0
    so_far, off_so_far = field_days(plan.rep, cycle.valid_from, min(today, cycle.valid_to))
    return plan.field_days, so_far - off_so_far


def _forecast(planned, counted, whole, passed):
    """At the pace so far; never more than is planned, as in the figure."""
    if not FORESEEN_FROM <= passed < whole:
        return None
    return min(planned, round(counted / passed * whole))


def _smallest(targets, missing):
    """[(target, visits)]: each visit counts one, so the smallest set has `missing`; the most important are named first.

    One visit to each customer before a second one to any.
    """
    chosen, left = {}, {target: target.left for target in targets}
    while missing and any(left.values()):
        for target in targets:
            if missing and left[target]:
                chosen[target] = chosen.get(target, 0) + 1
                left[target] -= 1
                missing -= 1
    return list(chosen.items())
