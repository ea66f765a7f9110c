"""A proposal's evidence in words: which score crossed which threshold, and the criteria that moved it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.scoring import Axis, Band, criteria

NAMED = 2  # criteria in the one sentence


@dataclass(frozen=True)
class EvidenceLine:
    title: object
    axis: Axis
    weight: int  # per cent of its axis
    before: int | None  # points; None at the first scoring
    now: int

    @property
    def gain(self):
        return self.weight * (self.now - (self.before or 0))

    @property
    def is_up(self):
        return self.before is not None and self.now > self.before

    @property
    def is_down(self):
        return self.before is not None and self.now < self.before


def why(proposal):
    """One sentence: "Value 62 → 71 (threshold 65): title, open requests"."""
    axis = moved_axis(proposal)
    words = {
        "axis": axis.label,
        "now": getattr(proposal, axis),
        "before": getattr(proposal, f"{axis}_before"),
        "threshold": _threshold(proposal, axis),
        "criteria": _(", ").join(_movers(proposal, axis)),
    }
    if words["before"] is None or words["before"] == words["now"]:
        return _("%(axis)s %(now)s (threshold %(threshold)s): %(criteria)s") % words
    return _("%(axis)s %(before)s → %(now)s (threshold %(threshold)s): %(criteria)s") % words


def evidence_of(proposal):
    """A line for each criterion that has a weight, value first."""
    known = criteria()
    weights = proposal.scoring_model.weights.get(proposal.customer_type, {})
    had_score = proposal.value_before is not None
    lines = [
        EvidenceLine(
            title=known[code].title,
            axis=known[code].axis,
            weight=weight,
            before=proposal.points_before.get(code, 0) if had_score else None,
            now=proposal.points.get(code, 0),
        )
        for code, weight in weights.items()
        if weight and code in known
    ]
    return sorted(lines, key=lambda line: (line.axis != Axis.VALUE, -line.weight))


def moved_axis(proposal):
    """The axis on which the cell changed; where both or none did, the one that moved further."""
    bands = zip(proposal.cell_before.split("-") or ["", ""], proposal.cell.split("-"), strict=False)
    crossed = [axis for axis, (then, now) in zip(Axis, bands, strict=False) if then != now]
    return max(crossed or Axis, key=lambda axis: abs(_change(proposal, axis)))


def _change(proposal, axis):
    return getattr(proposal, axis) - (getattr(proposal, f"{axis}_before") or 0)


def _threshold(proposal, axis):
    """The one that lies between the score before and now, else the one that the score now has passed."""
    mid, high = proposal.scoring_model.thresholds(axis)
    now, before = getattr(proposal, axis), getattr(proposal, f"{axis}_before")
    if before is not None:
        low, top = sorted([before, now])
        between = [edge for edge in (high, mid) if low < edge <= top]
        if between:
            return between[0]
    band = proposal.cell.split("-")[0 if axis == Axis.VALUE else 1]
    return high if band == Band.HIGH else mid


def _movers(proposal, axis):
    """Titles of the criteria that moved the score most its way, or that carry it where nothing moved."""
    way = -1 if _change(proposal, axis) < 0 else 1
    lines = [line for line in evidence_of(proposal) if line.axis == axis]
    moved = [line for line in lines if line.before is not None and line.gain * way > 0]
    ranked = sorted(moved or lines, key=lambda line: abs(line.gain or line.weight), reverse=True)
    return [str(line.title) for line in ranked[:NAMED]]
