"""Generating a representative's plan for a cycle with 200 targets, and writing it; all of it is rolled back."""

import time
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.history import bulk_create_recorded, deed, system
from customers.models import Alignment, Customer
from pharmacrm.bench.measure import once
from visits.models import Cycle, PlanTarget
from visits.services.cycle_plan import generate_plan

TARGETS = 200
SECOND = 1.0  # the ratio is the share of a second
# Far ahead, where no cycle is.
FIRST, LAST = date(2098, 10, 1), date(2098, 10, 31)
BENCH = system("bench")


def plan_generation(rep):
    with transaction.atomic():
        cycle = _arrange(rep)
        started = time.perf_counter()
        plan = generate_plan(cycle, by=rep)
        seconds = time.perf_counter() - started
        made = PlanTarget.objects.filter(plan=plan).count()
        transaction.set_rollback(True)
    name = f"plan generation, {TARGETS} targets"
    return once(name, seconds, target=1.0, against=SECOND, note=f"{made} targets")


def _arrange(rep):
    """A cycle of its own, and as many people in her territory as the row is named for."""
    territory = rep.memberships.today().get().territory
    with deed("bench.arrange", by=BENCH):
        cycle = Cycle.objects.create(valid_from=FIRST, valid_to=LAST)
        here = Alignment.objects.overlapping(FIRST, LAST).filter(
            territory=territory, customer=OuterRef("pk")
        )
        people = Customer.objects.active().filter(kind=Customer.Kind.PERSON).exclude(tier="")
        missing = TARGETS - people.filter(Exists(here)).count()
        others = people.exclude(Exists(here)).order_by("pk")[: max(0, missing)]
        bulk_create_recorded(
            [Alignment(customer=one, territory=territory, valid_from=FIRST) for one in others]
        )
    return cycle
