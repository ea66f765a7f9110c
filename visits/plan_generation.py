"""What a cycle asks of a representative: the playbook's visits, else the rhythm of the tier, as targets (VIS-01).

A few set queries whatever the number of customers: the bench holds it to that.
"""

from datetime import timedelta
from fractions import Fraction

from django.db.models import Exists, F, OuterRef

from customers.cadence import MONTHS, days_between
from customers.models import Alignment, Customer, Playbook, PlaybookItem, Tier
from visits.models import PlanTarget
from visits.rhythm import RHYTHM, last_done_before

DAY = timedelta(days=1)
IMPORTANCE = [Tier.STRATEGIC, Tier.GROWTH, Tier.BASIC, ""]
PLACES = 10_000  # of one tier


def generated_targets(plan):
    """Unsaved targets, the most important first: by tier, then by how long nobody was there."""
    cycle = plan.cycle
    items = _visit_items(cycle.valid_from)
    found = []
    for customer in _customers(plan):
        item = items.get((customer.tier, _type_of(customer)))
        number = _number(customer, item, cycle)
        if number:
            found.append(_target(plan, customer, item, number))
    for place, target in enumerate(sorted(found, key=_by_importance)):
        target.rank += place
    return found


def rank_of(tier, place):
    return IMPORTANCE.index(tier or "") * PLACES + place


def _customers(plan):
    cycle = plan.cycle
    aligned = Alignment.objects.overlapping(cycle.valid_from, cycle.valid_to)
    here = aligned.filter(territory=plan.territory_id, customer=OuterRef("pk"))
    rows = Customer.objects.active().filter(Exists(here), merged_into=None).exclude(tier="")
    last = last_done_before(cycle.valid_from)
    return (
        rows.annotate(last=last)
        .select_related("person", "organisation")
        .order_by(F("last").asc(nulls_first=True), "pk")
    )


def _visit_items(day):
    """{(tier, type of customer): the playbook's item for visits} in force on the day."""
    live = Playbook.objects.live().on(day)
    rows = PlaybookItem.objects.filter(kind=PlaybookItem.Kind.VISIT, playbook__in=live)
    return {
        (item.playbook.tier, item.playbook.customer_type): item
        for item in rows.select_related("playbook")
    }


def _type_of(customer):
    return customer.person.type if customer.is_person else customer.organisation.type


def _number(customer, item, cycle):
    """Visits of the cycle: whole ones by the cadence; rarer ones when the next falls due within it."""
    if item is not None:
        expected = Fraction(item.times * cycle.months, MONTHS[item.period])
        interval = days_between(item.times, item.period)
    elif customer.is_person:
        interval = RHYTHM[customer.tier]
        expected = Fraction((cycle.valid_to - cycle.valid_from).days + 1, interval)
    else:
        return 0
    whole = int(expected)
    is_due = customer.last is None or customer.last + interval * DAY <= cycle.valid_to
    return whole or int(is_due)


def _target(plan, customer, item, number):
    return PlanTarget(
        plan=plan,
        customer=customer,
        tier=customer.tier,
        item=item,
        rhythm=None if item else RHYTHM[customer.tier],
        rank=rank_of(customer.tier, 0),
        proposed=number,
        planned=number,
    )


def _by_importance(target):
    last = target.customer.last
    return target.rank, last is not None, last, target.customer_id
