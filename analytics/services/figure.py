"""Reads figures from facts: any number of groupings and periods in one statement.

Flows are added up, distinct customers counted, medians taken over exact rows; the ratio comes last (kpis.md).
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.permissions import Permission, require
from analytics.kpis import KPIS, Kind, Kpi, Unit
from analytics.statements import NOW, Ask, statement

MINUTES = 60


@dataclass(frozen=True)
class Figure:
    """A count is its numerator; of a distribution, `denominator` is how many values it has."""

    kpi: Kpi
    numerator: int = 0
    denominator: int | None = None
    median: float | None = None  # business minutes
    p90: float | None = None

    @property
    def value(self):
        """In the unit shown (per cent, visits a customer, hours, count); None where nothing is to be divided by."""
        if self.kpi.kind == Kind.DISTRIBUTION:
            return None if self.median is None else self.median / MINUTES
        if not self.kpi.is_ratio:
            return self.numerator
        if not self.denominator:
            return None
        return self.numerator / self.denominator * (100 if self.kpi.unit == Unit.PERCENT else 1)

    @property
    def is_low(self):
        """Worse than its target."""
        value, target = self.value, self.kpi.target
        if value is None or target is None:
            return False
        return value < target if self.kpi.more_is_better else value > target


class Reading(dict):
    """{(period, person id, territory id, tier): {kpi code: Figure}}; what is not grouped by is None."""

    def figure(self, kpi, *, period=NOW, person=None, territory=None, tier=None):
        known = self.get((period, person, territory, tier), {})
        if kpi.kept_in:
            code, part = kpi.kept_in
            return Figure(kpi, getattr(known[code], part) if code in known else 0)
        return known.get(kpi.code) or _nothing(kpi)


def figure(kpi, scope):
    """One figure, over the scope's own period."""
    (reading,) = read(Ask(scope, {NOW: scope.period}, kinds=frozenset({kpi.kind})))
    return reading.figure(kpi)


def read(*asks):
    """A Reading for each Ask, all in one statement."""
    require(asks[0].scope.viewer, Permission.KPI_READ)
    readings = [Reading() for _ in asks]
    with _one_moment(), connection.cursor() as cursor:
        cursor.execute(*statement(asks))
        for number, period, person, territory, tier, code, *values in cursor:
            known = readings[number].setdefault((period, person, territory, tier), {})
            known[code] = Figure(KPIS[code], *values)
    return readings


@contextmanager
def _one_moment():
    """The statement is made from which periods are counted ahead, and must still find them.

    Who reads within a transaction has chosen already what it sees.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _nothing(kpi):
    counts_below = kpi.is_ratio or kpi.kind == Kind.DISTRIBUTION
    return Figure(kpi, 0, 0 if counts_below else None)
