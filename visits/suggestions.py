"""Whom to see next: the customers for whom it has been longer than their tier's rhythm. A plain rule, explained."""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.prepared import prepared
from customers.models import Customer, Tier
from visits.models import Visit

# Days between visits, until playbooks say it for each type of customer (CUS-05).
RHYTHM = {Tier.STRATEGIC: 14, Tier.GROWTH: 21, Tier.BASIC: 30}
USUAL_RHYTHM = 30
NEVER = date(2000, 1, 1)


@dataclass(frozen=True)
class Suggestion:
    customer: Customer
    why: str


def last_done_before(day, customer="pk"):
    """The day of the customer's last visit, by anybody, as a subquery."""
    earlier = Visit.objects.done().filter(customer=OuterRef(customer), day__lt=day)
    return Subquery(earlier.newest_first().values("day")[:1])


def rhythm_of(customer):
    return RHYTHM.get(customer.tier, USUAL_RHYTHM)


def why_now(customer, last, day):
    """One sentence on how long it has been, or nothing while the rhythm is kept."""
    rhythm = rhythm_of(customer)
    if last is None:
        return _("No visit yet; the plan is every %(rhythm)s days") % {"rhythm": rhythm}
    days = (day - last).days
    if days < rhythm:
        return ""
    return _("%(days)s days since the last visit, the plan is every %(rhythm)s") % {
        "days": days,
        "rhythm": rhythm,
    }


def most_overdue(user, day, *, number=3):
    """People whom the rep sees, longest overdue first; those who have a plan already are left out."""
    return suggestions(_overdue(user, number, day=day), day)


@prepared
def _overdue(reader, number, *, day):
    planned = Visit.objects.open().filter(rep=reader.pk, day__gte=day).values("customer_id")
    people = Customer.objects.visible_to(reader).active().filter(kind=Customer.Kind.PERSON)
    overdue = by_rhythm(people.exclude(pk__in=planned), day).filter(due__lte=day)
    return overdue.only("uuid", "name", "kind", "tier")[:number]


def by_rhythm(customers, day):
    """Adds `last`, the day of the last visit, and `due`, the day of the next; the longest overdue first."""
    rhythm = Case(
        *(When(tier=tier, then=Value(days)) for tier, days in RHYTHM.items()),
        default=Value(USUAL_RHYTHM),
        output_field=IntegerField(),
    )
    due = ExpressionWrapper(Coalesce(F("last"), Value(NEVER)) + rhythm, output_field=DateField())
    judged = customers.annotate(last=last_done_before(day)).annotate(due=due)
    return judged.order_by("due", "sort_key", "pk")


def suggestions(customers, day):
    return [Suggestion(customer, why_now(customer, customer.last, day)) for customer in customers]
