"""Where customers stand on both axes on a day, who would move, and where each figure leads (CUS-04)."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from customers.models import Customer, ScoringRun, Tier, TierPeriod, TierProposal, TierScore
from customers.proposal_wording import moved_axis
from customers.scoring import Axis, Band, cell_words, cells

MOVERS = 2  # named in a cell
SHOWN = 8  # proposals beside the grid


@dataclass(frozen=True)
class Mover:
    """A waiting proposal in the cell that it leads to."""

    proposal: TierProposal
    axis: Axis
    before: int | None
    now: int

    @property
    def icon(self):
        if self.before is None:
            return "plus"
        ways = (
            ("arrow-right", "arrow-left") if self.axis == Axis.VALUE else ("arrow-up", "arrow-down")
        )
        return ways[self.now < self.before]

    @property
    def tone(self):
        return "t-warn" if self.before is not None and self.now < self.before else "t-good"


@dataclass
class Cell:
    code: str
    tier: str
    count: int
    url: str
    came: int = 0
    left: int = 0
    movers: list = field(default_factory=list)

    @property
    def words(self):
        return cell_words(self.code)


@dataclass(frozen=True)
class Line:
    need: Band
    cells: list


class Grid:
    """The grid of the customers in a scope (forms/tier_grid.py), by the version that held on its day."""

    def __init__(self, scope, model, user):
        self.scope, self.model, self.user = scope, model, user
        self.customers = scope.narrow(Customer.objects.visible_to(user).active())
        self.is_today = scope.is_today
        waiting = TierProposal.objects.visible_to(user).waiting()
        self.waiting = waiting.filter(customer__in=self.customers)

    @property
    def lines(self):
        counts, flows, movers = self._counts(), self._flows(), self._movers()
        return [
            Line(need, [self._cell(code, counts, flows, movers) for code in line])
            for need, line in zip(reversed(Band), cells(), strict=True)
        ]

    @property
    def tiers(self):
        """[(tier, number of customers, their list)]; those without one last."""
        counts = dict(self._tiers().values_list("tier").annotate(count=Count("pk")))
        return [
            (tier, counts.get(tier, 0), self.url(tier=tier or "none"))
            for tier in [*Tier.values, ""]
        ]

    @property
    def value_bands(self):
        """[(band, lowest score, highest score)], low first."""
        return _ranges(self.model, Axis.VALUE)

    @property
    def need_bands(self):
        return {band: (low, high) for band, low, high in _ranges(self.model, Axis.NEED)}

    @property
    def run(self):
        return ScoringRun.objects.filter(on__lte=self.scope.day, scoring_model=self.model).first()

    @property
    def proposals(self):
        """The first of those that wait, the steepest first."""
        return list(self.waiting.with_people().order_by(*BY_WEIGHT)[:SHOWN])

    def url(self, **more):
        return f"{reverse('customers:list')}?{urlencode(self.scope.words() | more)}"

    def _counts(self):
        rows = TierScore.objects.visible_to(self.user).filter(customer__in=self.customers)
        rows = rows.filter(valid_to=None) if self.is_today else rows.on(self.scope.day)
        return dict(rows.order_by().values_list("cell").annotate(count=Count("pk")))

    def _tiers(self):
        if self.is_today:
            return self.customers.order_by()
        held = TierPeriod.objects.visible_to(self.user).on(self.scope.day)
        return held.filter(customer__in=self.customers).order_by()

    def _flows(self):
        """Counters of (cell, whether it comes): what the waiting proposals move."""
        found = Counter()
        if self.is_today:
            moves = self.waiting.order_by().values_list("cell_before", "cell")
            for before, now, count in moves.annotate(count=Count("pk")).exclude(
                cell=F("cell_before")
            ):
                found[now, True] += count
                found[before, False] += count
        return found

    def _movers(self):
        """{cell: [Mover]}"""
        if not self.is_today:
            return {}
        place = Window(RowNumber(), partition_by=F("cell"), order_by=list(BY_WEIGHT))
        first = self.waiting.annotate(place=place).filter(place__lte=MOVERS).with_people()
        found = {}
        for proposal in first.order_by("place"):
            found.setdefault(proposal.cell, []).append(mover(proposal))
        return found

    def _cell(self, code, counts, flows, movers):
        return Cell(
            code,
            self.model.cells[code],
            counts.get(code, 0),
            self.url(cell=code),
            flows[code, True],
            flows[code, False],
            movers.get(code, []),
        )


# The sum of both scores first, so that a page begins with whom it matters most.
BY_WEIGHT = [(F("value") + F("need")).desc(), "pk"]


def mover(proposal):
    axis = moved_axis(proposal)
    return Mover(proposal, axis, getattr(proposal, f"{axis}_before"), getattr(proposal, axis))


def _ranges(model, axis):
    mid, high = model.thresholds(axis)
    return [(Band.LOW, 0, mid - 1), (Band.MID, mid, high - 1), (Band.HIGH, high, 100)]
