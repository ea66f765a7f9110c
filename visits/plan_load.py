"""Whether a plan fits into its days, and what is cut first where it does not (VIS-01)."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.services.absence import field_days
from visits.cycle_terms import terms
from visits.models import PlanTarget
from visits.plan_generation import PLACES


@dataclass(frozen=True)
class Room:
    """The days of a cycle that its representative has for visits."""

    working_days: Decimal
    days_off: Decimal
    visits_a_day: int

    @property
    def capacity(self):
        return int((self.working_days - self.days_off) * self.visits_a_day)


@dataclass(frozen=True)
class Load:
    capacity: int
    planned: int
    # (target, how many of its visits), the least important first
    cuts: list = field(default_factory=list)

    @property
    def excess(self):
        return max(0, self.planned - self.capacity)

    @property
    def room_left(self):
        return max(0, self.capacity - self.planned)


def room_of(plan):
    """As the calendar and the approved time off say now."""
    cycle = plan.cycle
    working, off = field_days(plan.rep, cycle.valid_from, cycle.valid_to)
    return Room(working, off, terms()["visits_a_day"])


def load_of(plan, capacity, targets=None):
    """`targets` are the plan's, where they are read already."""
    if targets is None:
        targets = list(PlanTarget.objects.filter(plan=plan).with_names())
    planned = sum(target.planned for target in targets)
    return Load(capacity, planned, cuts(targets, planned - capacity))


def cuts(targets, number):
    """[(target, visits)] of so many that matter least: of the lower tier, and there the fourth before the first.

    What is made already (`made`, where it was asked for) is never cut.
    """
    if number <= 0:
        return []
    single = (
        (target.rank // PLACES, nth, target.rank, target)
        for target in targets
        for nth in range(getattr(target, "made", 0) + 1, target.planned + 1)
    )
    ordered = sorted(single, key=lambda one: one[:3], reverse=True)[:number]
    counted = Counter(one[3] for one in ordered)
    return list(counted.items())
