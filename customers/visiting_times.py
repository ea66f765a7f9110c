"""The times at which somebody wishes to be visited, read from what was noted in their own words (VIS-04c).

What cannot be read for certain is shown as it was said, and keeps nobody away.
"""

import re
from dataclasses import dataclass
from datetime import time

NOON = time(12)
CHINESE = "一二三四五六日"
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_CHINESE_DAY = re.compile(
    "(?:周|星期|礼拜)([一二三四五六日天])(?:[至到-](?:周|星期|礼拜)?([一二三四五六日天]))?"
)
_ENGLISH_DAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b")
_ONLY = re.compile(r"只|仅|限|\bonly\b")
_NOT = re.compile(r"不|勿|除|避|\bnot\b|\bnever\b|\bexcept\b|n't\b|\bno\b")
_MORNING = re.compile(r"上午|早上|\bmornings?\b")
_AFTERNOON = re.compile(r"下午|\bafternoons?\b")


@dataclass(frozen=True)
class Times:
    weekdays: frozenset  # Monday is 0; none: any
    mornings: bool
    afternoons: bool
    is_only: bool  # a rule, no preference

    def fit(self, day, at=None):
        """`at` is left out where only the day is known."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        return at is None or (self.mornings if at < NOON else self.afternoons)


def read_times(words):
    """Times, or None where they say none that could be kept to."""
    said = words.casefold()
    weekdays = frozenset(_weekdays(said))
    morning, afternoon = bool(_MORNING.search(said)), bool(_AFTERNOON.search(said))
    if _NOT.search(said) or not (weekdays or morning or afternoon):
        return None
    both = morning == afternoon
    return Times(weekdays, morning or both, afternoon or both, bool(_ONLY.search(said)))


def _weekdays(said):
    for first, last in _CHINESE_DAY.findall(said):
        start = _place(first)
        yield from range(start, _place(last or first) + 1)
    for short in _ENGLISH_DAY.findall(said):
        yield next(n for n, name in enumerate(DAYS) if name.startswith(short))


def _place(character):
    return CHINESE.index("日" if character == "天" else character)
