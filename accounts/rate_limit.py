"""How often one may knock. Counted in the database's cache, so that it holds for all processes (decision 28)."""

import time

from django.core.cache import cache

MINUTE = 60


def is_within(name, who, *, a_minute):
    """Counts this time as well. Two at the very same moment may count as one: a limit, no lock."""
    key = f"rate:{name}:{who}:{_this_minute()}"
    times = cache.get(key, 0) + 1
    cache.set(key, times, 2 * MINUTE)
    return times <= a_minute


def _this_minute():
    return int(time.time() // MINUTE)
