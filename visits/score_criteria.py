"""What visits, requests and follow-ups tell of a customer's value and need (registry.score_criteria)."""

from datetime import timedelta

from django.db.models import Case, Count, Max, Value, When
from django.utils.translation import gettext_lazy as _

from customers.scoring import FULL, Axis, Criterion
from visits.models import FollowUp, Request, Visit

QUARTER = timedelta(days=90)
# In steps, so that a score changes a few times a quarter and not every night.
GAPS = {"30": timedelta(days=30), "60": timedelta(days=60), "90": QUARTER}


def effective_visits(day):
    """Of the last 90 days."""
    recent = Visit.objects.done().filter(day__gt=day - QUARTER, day__lte=day)
    return _counted(recent.filter(effectiveness__is_effective=True))


def open_requests(day):
    return _counted(Request.objects.open())


def promises(day):
    """Follow-ups that we still owe."""
    return _counted(FollowUp.objects.open())


def contact_gap(day):
    """How long ago the customer was met last."""
    recent = Visit.objects.done().filter(day__gte=day - QUARTER, day__lte=day).order_by()
    last = recent.values("customer_id").annotate(last=Max("day"))
    within = [When(last__gte=day - length, then=Value(name)) for name, length in GAPS.items()]
    return last.annotate(fact=Case(*within)).values_list("customer_id", "fact")


def _counted(rows):
    counted = rows.order_by().values("customer_id").annotate(fact=Count("pk"))
    return counted.values_list("customer_id", "fact")


CRITERIA = [
    Criterion(
        "effective_visits",
        _("Effective visits in 90 days"),
        Axis.VALUE,
        effective_visits,
        {FULL: 6},
    ),
    Criterion("open_requests", _("Open requests"), Axis.NEED, open_requests, {FULL: 2}),
    Criterion("promises", _("Promised follow-ups"), Axis.NEED, promises, {FULL: 2}),
    Criterion(
        "contact_gap",
        _("Time since the last meeting"),
        Axis.NEED,
        contact_gap,
        {"30": 25, "60": 50, "90": 75, "": 100},
        {
            "30": _("30 days at most"),
            "60": _("31 to 60 days"),
            "90": _("61 to 90 days"),
            "": _("Longer, or never met"),
        },
    ),
]
