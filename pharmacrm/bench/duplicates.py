"""Precision and recall of duplicate detection on labelled lists, blocking included."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from customers.likeness import (
    LARGEST_BLOCK,
    LIKELY_FROM,
    PROPOSED_FROM,
    keys_of,
    reasons_for,
    score_of,
)


@dataclass(frozen=True)
class Measured:
    """Of `records`, `compared` pairs were looked at; `by_way` is {how written: (found, all)} of the second records."""

    records: int
    compared: int
    true: int
    proposed: int
    right: int
    likely: int
    likely_right: int
    by_way: dict

    @property
    def precision(self):
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self):
        return self.right / self.true if self.true else 1.0


def measure(labelled):
    scores = {pair: _score(labelled, pair) for pair in _pairs(labelled)}
    proposed = {pair for pair, score in scores.items() if score >= PROPOSED_FROM}
    likely = {pair for pair, score in scores.items() if score >= LIKELY_FROM}
    true = set(_true_pairs(labelled))
    return Measured(
        records=len(labelled),
        compared=len(scores),
        true=len(true),
        proposed=len(proposed),
        right=len(proposed & true),
        likely=len(likely),
        likely_right=len(likely & true),
        by_way=_by_way(labelled, proposed, true),
    )


def _pairs(labelled):
    blocks = defaultdict(list)
    for number, row in enumerate(labelled):
        for key in keys_of(row.one):
            blocks[key].append(number)
    return {
        pair
        for block in blocks.values()
        if len(block) <= LARGEST_BLOCK
        for pair in combinations(block, 2)
    }


def _score(labelled, pair):
    left, right = (labelled[number].one for number in pair)
    return score_of(reasons_for(left, right))


def _true_pairs(labelled):
    whose = defaultdict(list)
    for number, row in enumerate(labelled):
        whose[row.who].append(number)
    for numbers in whose.values():
        yield from combinations(numbers, 2)


def _by_way(labelled, proposed, true):
    """A pair counts for the way in which its second record is written; what a list repeats has none."""
    found, every = Counter(), Counter()
    for pair in true:
        way = labelled[pair[1]].way or "as the list repeats it"
        every[way] += 1
        found[way] += pair in proposed
    return {way: (found[way], count) for way, count in sorted(every.items())}
