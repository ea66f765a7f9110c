"""How often competitors were observed, by territory and month (CUS-08)."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import Territory
from customers.models import CompetitorActivity

MONTHS = 6


@dataclass(frozen=True)
class Cell:
    first: datetime.date
    last: datetime.date
    count: int


@dataclass(frozen=True)
class Row:
    territory: Territory
    cells: list

    @property
    def counts(self):
        return [cell.count for cell in self.cells]

    @property
    def total(self):
        return sum(self.counts)


def trend(user, *, territory=None, product=None):
    """(first days of the last six months, a Row for each part of `territory` or of the reader's own map).

    Counts what the reader may open, so that every figure leads to its rows.
    """
    months = last_months(timezone.localdate())
    parts = list(_parts(user, territory))
    counts = _counts(user, parts, months[0], product)
    return months, [
        Row(
            part,
            [Cell(month, _last_day(month), counts.get((part.pk, month), 0)) for month in months],
        )
        for part in parts
    ]


def last_months(today):
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - datetime.timedelta(days=1)).replace(day=1))
    return months


def _parts(user, territory):
    """What hangs directly below it; without one, what stands at the top of what the reader sees."""
    visible = Territory.objects.visible_to(user)
    if territory:
        below = visible.filter(parent=territory)
        return below if below.exists() else visible.filter(pk=territory.pk)
    return visible.filter(Q(parent=None) | ~Q(parent__in=visible))


def _counts(user, parts, since, product):
    seen = CompetitorActivity.objects.visible_to(user).standing().order_by()
    if product:
        seen = seen.filter(competitor_product__product=product)
    found = (
        seen.filter(observed_on__gte=since, territory__links_up__ancestor__in=parts)
        .values("territory__links_up__ancestor", month=TruncMonth("observed_on"))
        .annotate(n=Count("pk"))
    )
    return {(row["territory__links_up__ancestor"], row["month"]): row["n"] for row in found}


def _last_day(month):
    return (month + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)
