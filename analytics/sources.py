"""The rows that figures count, and the cell each row belongs to.

Facts and drill-down read the same source with the same conditions (kpis.py), so a figure and its rows cannot differ.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import CharField, F, FilteredRelation, Q, Value
from django.db.models.functions import Coalesce, TruncDate

from customers.models import Care
from visits.models import FollowUp, Request, Visit

# Territories have no zone of their own: the company's day is everybody's.
ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Source:
    """Paths from a model to the dimensions of its cell. `day` is a date, or a moment if `is_moment`."""

    code: str
    model: type[models.Model]
    which: Q
    day: str
    person: str
    territory: str
    # A stored tier, or none: then the customer's tier on the day is looked up.
    tier: str = ""
    product: str = ""
    is_moment: bool = False

    @property
    def date(self):
        return TruncDate(self.day, tzinfo=ZONE) if self.is_moment else F(self.day)

    def rows(self, queryset=None):
        """The rows that count, each with its cell_date, cell_user and cell_territory."""
        rows = self.model.objects.all() if queryset is None else queryset
        return rows.filter(self.which, **{f"{self.day}__isnull": False}).annotate(
            cell_date=self.date,
            cell_user=F(f"{self.person}_id"),
            cell_territory=F(f"{self.territory}_id"),
        )

    def cells(self, rows):
        """The same rows with what kind of customer it was: cell_tier and cell_type."""
        if not self.tier:
            rows = rows.alias(tier_then=self._tier_then())
        return rows.annotate(
            cell_tier=F(self.tier) if self.tier else _or_empty("tier_then__tier"),
            cell_type=_or_empty("customer__organisation__type", "customer__person__type"),
        )

    def between(self, first, last):
        """A condition that an index on the day or moment can serve."""
        if not self.is_moment:
            return Q(**{f"{self.day}__range": (first, last)})
        start = datetime.combine(first, time(), ZONE)
        end = datetime.combine(last + timedelta(days=1), time(), ZONE)
        return Q(**{f"{self.day}__gte": start, f"{self.day}__lt": end})

    def on(self, days):
        """Rows of exactly these (user id, date) days, in a form that the planner can estimate and serve by index."""
        dates = defaultdict(list)
        for user, date in days:
            dates[user].append(date)
        return reduce(
            or_, (Q(**{self.person: user}) & self._on_dates(held) for user, held in dates.items())
        )

    def _on_dates(self, dates):
        if not self.is_moment:
            return Q(**{f"{self.day}__in": dates})
        return reduce(or_, (self.between(date, date) for date in dates))

    def _tier_then(self):
        periods = "customer__tier_periods"
        holds = Q(**{f"{periods}__valid_from__lte": self.date})
        holds &= Q(**{f"{periods}__valid_to": None}) | Q(**{f"{periods}__valid_to__gte": self.date})
        return FilteredRelation(periods, condition=holds)


def _or_empty(*paths):
    return Coalesce(*paths, Value(""), output_field=CharField())


PLANS = Source(
    code="plans",
    model=Visit,
    which=Q(),
    day="planned_on",
    person="rep",
    territory="territory",
    product="products__product",
)
VISITS = Source(
    code="visits",
    model=Visit,
    which=Q(status=Visit.Status.SUBMITTED),
    day="day",
    person="rep",
    territory="territory",
    product="products__product",
)
PROMISES = Source(
    code="promises",
    model=Request,
    which=Q(),
    day="respond_by",
    is_moment=True,
    person="raised_by",
    territory="territory",
    tier="tier",
    product="product",
)
RESPONSES = Source(
    code="responses",
    model=Request,
    which=Q(first_response_minutes__isnull=False),
    day="first_response_at",
    is_moment=True,
    person="raised_by",
    territory="territory",
    tier="tier",
    product="product",
)
RESOLUTIONS = Source(
    code="resolutions",
    model=Request,
    which=Q(resolution_minutes__isnull=False),
    day="resolved_at",
    is_moment=True,
    person="raised_by",
    territory="territory",
    tier="tier",
    product="product",
)
# Follow-ups agreed on a visit belong to its territory; one that was dropped is no longer due.
FOLLOW_UPS = Source(
    code="follow_ups",
    model=FollowUp,
    which=Q(visit__isnull=False, dropped_at=None),
    day="due_on",
    person="owner",
    territory="visit__territory",
)
# Skipped care was not due after all, nor was what another playbook closed by its day; what it closed later was.
CARE = Source(
    code="care",
    model=Care,
    which=~Q(status=Care.Status.SKIPPED) & ~Q(status=Care.Status.CLOSED, ended_on__lte=F("due_on")),
    day="due_on",
    person="owner",
    territory="territory",
    tier="item__playbook__tier",
)
SOURCES = [PLANS, VISITS, PROMISES, RESPONSES, RESOLUTIONS, FOLLOW_UPS, CARE]
