"""How alike two notes are: the share of groups of three characters that they have in common (RSK-23).

PostgreSQL's own likeness of texts finds nothing in Chinese under the C locale, so this is counted here.
"""

import math
import unicodedata
from collections import defaultdict

GROUP = 3
# Shorter ones are alike by chance; of those another rule speaks.
LEAST_GROUPS = 12


def plain(text, without=()):
    """What is compared: letters of any script, without names, figures, marks and what templates brought (`without`)."""
    text = unicodedata.normalize("NFKC", text).lower()
    for said in sorted(filter(None, without), key=len, reverse=True):
        text = text.replace(unicodedata.normalize("NFKC", said).lower(), "")
    return "".join(letter for letter in text if letter.isalpha())


def groups(text):
    """The set of its groups; empty where it is too short to be compared."""
    found = {text[at : at + GROUP] for at in range(len(text) - GROUP + 1)}
    return found if len(found) >= LEAST_GROUPS else set()


def likeness(one, other):
    """Jaccard: 0 for nothing in common, 1 for the same."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


class Index:
    """Notes in which those at least `least` alike are found without comparing with each.

    Two sets that alike share a group among the first few of each in any common order: so only these are indexed.
    """

    def __init__(self, least):
        self.least = least
        self._notes = defaultdict(list)

    def add(self, key, text):
        for group in self._first(groups(text)):
            self._notes[group].append((key, text))

    def alike(self, text):
        """{key: likeness}, of others and of itself if it is there."""
        mine = groups(text)
        near = {key: other for group in self._first(mine) for key, other in self._notes[group]}
        found = {key: likeness(mine, groups(other)) for key, other in near.items()}
        return {key: like for key, like in found.items() if like >= self.least}

    def _first(self, found):
        number = len(found) - math.ceil(self.least * len(found)) + 1 if found else 0
        return sorted(found)[:number]
