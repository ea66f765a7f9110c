"""The pieces by which a customer is found, as elements of an array with a GIN index.

Chinese is found anywhere in a name, by single characters and pairs. Latin words, codes, phones and pinyin are found by the
beginning of a word or syllable. `^` marks the beginning of a term, `=` a whole term; both keep a search for a common word
from reading every row. Pieces narrow the rows down, the text decides, so there are no more than pay for themselves: each
costs time on import. The core of PostgreSQL is enough for this; pg_trgm knows no runs under three (pitfalls 3.11).
"""

import re

from customers.identity import folded
from customers.pinyin import CHINESE, RUNS, syllables

SPACE_BESIDE_CHINESE = re.compile(f"(?<={CHINESE.pattern[:-1]}) | (?={CHINESE.pattern[:-1]})")
NOT_A_WORD = re.compile(r"[\W_]+")
PAIR = 2
BEGINNINGS = (4, 2, 1)
# Codes and phones of one source begin alike: only more of them tells one from another.
CODE_BEGINNINGS = (8, 6, 4, 2, 1)
# Nobody looks for a syllable in the middle of a name by one letter.
SOUND_BEGINNINGS = (4, 2)
LONGEST_TERM = 200
SEPARATOR = "|"


def term(text):
    """A text as it is compared: one case, words apart by one space, Chinese without any."""
    words = NOT_A_WORD.sub(" ", folded(text)).strip()
    return SPACE_BESIDE_CHINESE.sub("", words)[:LONGEST_TERM]


def text_and_grams(names, codes=()):
    """What is kept of a customer: its distinct terms in one text, and everything that a search may ask for."""
    terms, grams = [], set()
    for name in names:
        written = term(name)
        terms.append(written)
        _add_written(written, grams)
        if CHINESE.search(written):
            terms += _add_spoken(syllables(written), grams)
    for code in codes:
        terms.append(term(code))
        _add_written(terms[-1], grams)
    terms = list(dict.fromkeys(filter(None, terms)))
    for whole in terms:
        grams.add(f"={whole}")
        grams.update([f"^{whole[:length]}" for length in _lengths(whole)])
    return f"{SEPARATOR}{SEPARATOR.join(terms)}{SEPARATOR}", grams


def runs_of(query):
    """The words and Chinese runs of a search, apart where a space was typed."""
    return [chinese or word for chinese, word in RUNS.findall(folded(query))]


def grams_for(query):
    """What a customer must have to be found anywhere: the longest pieces that are indexed."""
    found = set()
    for chinese, word in RUNS.findall(folded(query)):
        if chinese:
            size = min(PAIR, len(chinese))
            found |= {chinese[i : i + size] for i in range(len(chinese) - size + 1)}
        else:
            found.add(_beginning(word))
    return sorted(found)


def gram_for_beginning(query):
    return f"^{_beginning(term(query))}"


def gram_for_whole(query):
    return f"={term(query)}"


def _beginning(word):
    return next(word[:length] for length in _lengths(word) if length <= len(word))


def _lengths(word):
    """Known from the first letters typed: a digit among them makes it a code."""
    is_code = any(character.isdigit() for character in word[: CODE_BEGINNINGS[0]])
    return CODE_BEGINNINGS if is_code else BEGINNINGS


def _add_written(text, grams):
    for chinese, word in RUNS.findall(text):
        if chinese:
            for first in range(len(chinese)):
                grams.update((chinese[first], chinese[first : first + PAIR]))
        else:
            grams.update([word[:length] for length in _lengths(word)])


def _add_spoken(spoken, grams):
    """Adds pinyin and initials from each syllable on, and returns both as terms."""
    letters, initials = "".join(spoken), "".join([syllable[0] for syllable in spoken])
    start = 0
    for number, syllable in enumerate(spoken):
        for length in SOUND_BEGINNINGS:
            grams.add(letters[start : start + length])
            grams.add(initials[number : number + length])
        start += len(syllable)
    return letters, initials
