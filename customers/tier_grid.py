"""Where customers stand on both axes on a day, who would move, and where each figure leads (CUS-04)."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, F, FilteredRelation, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from accounts.prepared import prepared
from customers.forms.tier_grid import in_scope
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
        # What waits, waits today.
        self.waiting = sum(count for _before, _now, count in self._moves)

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
        counts = self._tiers()
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
        return [one for one in self._first if one.place <= SHOWN]

    def url(self, **more):
        return f"{reverse('customers:list')}?{urlencode(self.scope.words() | more)}"

    @cached_property
    def _standing(self):
        """[(tier, cell, customers)] of today: both counts from one look at everybody."""
        return self._asked(_standing)

    @cached_property
    def _moves(self):
        """[(cell before, cell, proposals)] of all that wait."""
        return self._asked(_moves)

    @cached_property
    def _first(self):
        return self._asked(_first) if self.is_today else []

    def _asked(self, question):
        """A shape is kept for each type of customer, not for each territory."""
        _type, territory = self.scope.chosen
        ask = question.fresh if territory else question
        return ask(self.user, *self.scope.chosen)

    def _counts(self):
        if self.is_today:
            return _summed((cell, count) for _tier, cell, count in self._standing)
        rows = TierScore.objects.visible_to(self.user).on(self.scope.day)
        rows = rows.filter(customer__in=self.customers)
        return dict(rows.order_by().values_list("cell").annotate(count=Count("pk")))

    def _tiers(self):
        if self.is_today:
            return _summed((tier, count) for tier, _cell, count in self._standing)
        held = TierPeriod.objects.visible_to(self.user).on(self.scope.day)
        rows = held.filter(customer__in=self.customers).order_by()
        return dict(rows.values_list("tier").annotate(count=Count("pk")))

    def _flows(self):
        """Counters of (cell, whether it comes): what the waiting proposals move."""
        found = Counter()
        for before, now, count in self._moves if self.is_today else []:
            if before != now:
                found[now, True] += count
                found[before, False] += count
        return found

    def _movers(self):
        """{cell: [Mover]}"""
        found = {}
        for proposal in self._first:
            if proposal.place_in_cell <= MOVERS:
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


def _summed(counts):
    found = Counter()
    for key, count in counts:
        found[key] += count
    return found


def _waiting(reader, customer_type, territory):
    customers = Customer.objects.visible_to(reader).active()
    waiting = TierProposal.objects.visible_to(reader).waiting()
    return waiting.filter(customer__in=in_scope(customers, customer_type, territory))


@prepared
def _standing(reader, customer_type, territory):
    customers = in_scope(Customer.objects.visible_to(reader).active(), customer_type, territory)
    scores = FilteredRelation("tier_scores", condition=Q(tier_scores__valid_to=None))
    standing = customers.annotate(score=scores).order_by().values_list("tier", "score__cell")
    return standing.annotate(count=Count("pk"))


@prepared
def _moves(reader, customer_type, territory):
    moves = _waiting(reader, customer_type, territory).order_by().values_list("cell_before", "cell")
    return moves.annotate(count=Count("pk"))


@prepared
def _first(reader, customer_type, territory):
    """Those shown in the cells and beside the grid, in the order of their weight."""
    cell = Window(RowNumber(), partition_by=F("cell"), order_by=list(BY_WEIGHT))
    everybody = Window(RowNumber(), order_by=list(BY_WEIGHT))
    ranked = _waiting(reader, customer_type, territory).annotate(
        place=everybody, place_in_cell=cell
    )
    shown = ranked.filter(Q(place__lte=SHOWN) | Q(place_in_cell__lte=MOVERS))
    # The versions apart: one is wider than all the rest, and every row that waits is sorted.
    return shown.select_related("customer").prefetch_related("scoring_model").order_by("place")


def mover(proposal):
    axis = moved_axis(proposal)
    return Mover(proposal, axis, getattr(proposal, f"{axis}_before"), getattr(proposal, axis))


def _ranges(model, axis):
    mid, high = model.thresholds(axis)
    return [(Band.LOW, 0, mid - 1), (Band.MID, mid, high - 1), (Band.HIGH, high, 100)]
