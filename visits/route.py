"""The order in which the stops of a day make a short way: nearest neighbour, then 2-opt, over straight lines.

No outside service and no chance: the same stops always give the same way. A time that is agreed stays in its place
among the other times.
"""

from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0  # km
# Beginnings that are tried: a day has few stops, and a list of a hundred shall not take a second.
MOST_BEGINNINGS = 12
SHORTER = 1e-9  # km; less is rounding, and would turn a stretch for ever


@dataclass(frozen=True)
class Stop:
    key: object
    position: tuple[float, float] | None = None  # longitude, latitude: degrees, WGS-84
    at: time | None = None


def in_good_order(stops, start=None):
    """Each stop once, never a longer way than the given one with its times in order.

    Those without a position come last, but for those with a time, which stand before what is later. `start` is where
    the way begins, a position, if that is known.
    """
    placed = [stop for stop in stops if stop.position]
    ways = [_shortened(way, start) for way in _beginnings(placed, start)]
    best = min(ways, key=lambda way: length(way, start))
    return _with_the_rest(best, [stop for stop in stops if not stop.position])


def length(stops, start=None):
    """Kilometres in straight lines; stops without a position are passed over."""
    positions = [start] if start else []
    positions += [stop.position for stop in stops if stop.position]
    return sum(distance(one, next_one) for one, next_one in pairwise(positions))


def distance(one, other):
    """Kilometres between two positions (haversine)."""
    (x, y), (other_x, other_y) = (map(radians, place) for place in (one, other))
    half = sin((other_y - y) / 2) ** 2 + cos(y) * cos(other_y) * sin((other_x - x) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(half, 1.0)))


def _beginnings(stops, start):
    """Ways to improve: the given one, and the nearest neighbours from where one is, or from each place that may be first."""
    yield _times_in_order(stops)
    if start:
        yield _nearest(stops, start)
        return
    for first in _may_be_next(stops)[:MOST_BEGINNINGS]:
        yield [first, *_nearest(_without(stops, first), first.position)]


def _times_in_order(stops):
    timed = iter(sorted((stop for stop in stops if stop.at), key=lambda stop: stop.at))
    return [next(timed) if stop.at else stop for stop in stops]


def _nearest(stops, position):
    way, left = [], list(stops)
    while left:
        chosen = min(_may_be_next(left), key=lambda stop: distance(position, stop.position))
        way.append(chosen)
        left, position = _without(left, chosen), chosen.position
    return way


def _may_be_next(stops):
    """Those without a time, and of the others the earliest."""
    timed = [stop for stop in stops if stop.at]
    earliest = min(timed, key=lambda stop: stop.at, default=None)
    return [stop for stop in stops if not stop.at or stop is earliest]


def _without(stops, gone):
    return [stop for stop in stops if stop is not gone]


def _shortened(way, start):
    """2-opt: stretches are turned round while that makes the way shorter and leaves the times in order."""
    way, found = list(way), True
    while found:
        found = False
        for first in range(len(way) - 1):
            for last in range(first + 1, len(way)):
                if _turning_helps(way, first, last, start):
                    way[first : last + 1] = reversed(way[first : last + 1])
                    found = True
    return way


def _turning_helps(way, first, last, start):
    if sum(stop.at is not None for stop in way[first : last + 1]) > 1:
        return False
    before = way[first - 1].position if first else start
    after = way[last + 1].position if last + 1 < len(way) else None
    begins, ends = way[first].position, way[last].position
    now = _between(before, begins) + _between(ends, after)
    then = _between(before, ends) + _between(begins, after)
    return then < now - SHORTER


def _between(one, other):
    return distance(one, other) if one and other else 0.0


def _with_the_rest(way, others):
    """Who has no place on the map goes to the end, but a time stands where it belongs."""
    way = list(way)
    for stop in sorted((stop for stop in others if stop.at), key=lambda stop: stop.at):
        later = (n for n, one in enumerate(way) if one.at and one.at > stop.at)
        way.insert(next(later, len(way)), stop)
    return [*way, *(stop for stop in others if not stop.at)]
