"""Ways to read what a file says. Each takes the cells of its columns and returns {field: value}; nothing is guessed.

A mapping names a way by the name of its function. A cell is a text; empty cells never reach a reading.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from customers.identity import BRANCH, folded, plain
from customers.importing import kinds, places

CJK = re.compile(r"[\u3400-\u9fff]")
_WIDE = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ－＃"
NARROW = {ord(wide): unicodedata.normalize("NFKC", wide) for wide in _WIDE}
PHONE_DASHES = str.maketrans({"—": "-", "–": "-", "－": "-", "―": "-", "‐": "-", "\u2011": "-"})
PHONE_BREAKS = re.compile(r"\s*[;；、,，\n]\s*")
DAYS = [
    (re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?( .*)?"), (1, 2, 3)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (1, 2, 3)),
]
MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# A spreadsheet's mark in front of a text that it might take for a formula, which our own exports write too.
ESCAPED = re.compile(r"^'(?=[=+\-@\t\r＝＋－＠])")
LAST_BRACKETS = re.compile(r"(.+?)\s*[（(]([^（()）]*)[）)]$")
READINGS = {}


class Unreadable(ValueError):
    """The cell says something that the field cannot be."""


def reading(function):
    READINGS[function.__name__] = function
    return function


def clean(cell):
    """One line, one space between words, no control characters."""
    if not cell.isprintable():
        cell = "".join(c for c in cell if c.isprintable() or c.isspace())
    return ESCAPED.sub("", " ".join(cell.split()))


def joined(texts):
    return ("" if all(CJK.search(text) for text in texts) else " ").join(texts)


@reading
def text(field, texts, options):
    return {field: joined(texts)}


@reading
def name(field, texts, options):
    return {field: joined(texts).strip("\"'")}


@reading
def name_with_aliases(field, texts, options):
    """甲医院（甲一院、乙医院） → 甲医院, also known as 甲一院 and 乙医院. Brackets within a name belong to it."""
    bare, found = joined(texts), []
    while (last := LAST_BRACKETS.match(bare)) and not BRANCH.search(folded(last[2])):
        bare = last[1]
        found = [part.strip() for part in re.split("[、，,;；]", last[2])] + found
    return {field: bare, "aliases": [part for part in found if part]}


@reading
def aliases(field, texts, options):
    return {field: [part for one in texts for part in re.split(r"\s*[、;；|]\s*", one) if part]}


@reading
def code(field, texts, options):
    return {field: "".join(unicodedata.normalize("NFKC", "".join(texts)).split())}


@reading
def phone(field, texts, options):
    whole = unicodedata.normalize("NFKC", "; ".join(texts)).translate(PHONE_DASHES)
    return {field: PHONE_BREAKS.sub("; ", whole).strip("; ")}


@reading
def address(field, texts, options):
    """Full-width digits and letters become narrow; parts of an address without Chinese are set apart by commas."""
    separator = "" if all(CJK.search(one) for one in texts) else ", "
    return {field: separator.join(texts).translate(NARROW)}


@reading
def chinese_address(field, texts, options):
    """The address, and the province, city and district with which it begins."""
    whole = address(field, texts, options)
    return whole | places.place_in_front(whole[field])


@reading
def taiwan_address(field, texts, options):
    whole = address(field, texts, options)
    return whole | places.place_in_taiwan(whole[field])


@reading
def american_address(field, texts, options):
    """Lines, city, state and a ZIP code last, which may be written without its hyphen."""
    *parts, zip_code = texts
    if zip_code.isdigit() and len(zip_code) == 9:
        zip_code = f"{zip_code[:5]}-{zip_code[5:]}"
    return {field: f"{', '.join(parts)} {zip_code}".strip()}


@reading
def province(field, texts, options):
    return {field: places.province_named(joined(texts))}


@reading
def longitude(field, texts, options):
    return {field: _degrees(texts[0], 180)}


@reading
def latitude(field, texts, options):
    return {field: _degrees(texts[0], 90)}


@reading
def day(field, texts, options):
    """ISO text of a day. Of 03/04/2026 the first is the month unless the mapping says day_first."""
    written = unicodedata.normalize("NFKC", texts[0])
    for pattern, (year, month, day_) in DAYS:
        if found := pattern.fullmatch(written):
            return {field: _day(found[year], found[month], found[day_])}
    if found := MONTH_FIRST.fullmatch(written):
        first, second, year = found.groups()
        month, day_ = (second, first) if options.get("day_first") else (first, second)
        return {field: _day(year, month, day_)}
    raise Unreadable(texts[0])


@reading
def choice(field, texts, options):
    """A value by the words for it; a mapping may bring its own: {"values": {"1": "person"}}."""
    own = options.get("values", {})
    if texts[0] in own:
        return {field: own[texts[0]]}
    value = kinds.CHOICES[field].get(plain(texts[0]))
    if value is None:
        raise Unreadable(texts[0])
    return {field: value}


@reading
def choice_by_prefix(field, texts, options):
    """A value by how a code begins: {"prefixes": {"59": "pharmacy"}}."""
    written = unicodedata.normalize("NFKC", texts[0])
    for prefix, value in options.get("prefixes", {}).items():
        if written.startswith(prefix):
            return {field: value}
    raise Unreadable(texts[0])


@reading
def profession(field, texts, options):
    """A profession by the degrees behind a name; other degrees are no error, only no answer."""
    found = kinds.profession_by_degrees(" ".join(texts))
    return {field: found} if found else {}


@reading
def specialty_path(field, texts, options):
    """Group|specialty|sub-specialty; a group alone is the specialty."""
    parts = texts[0].split("|")
    path = parts[1:] or parts
    return {field: path[0], "sub_specialty": path[1] if len(path) > 1 else ""}


# Fields that a reading fills besides its own.
ALSO_FILLS = {
    "name_with_aliases": ["aliases"],
    "chinese_address": ["province", "city", "district"],
    "taiwan_address": ["province", "city", "district"],
    "specialty_path": ["sub_specialty"],
}


def _degrees(written, most):
    try:
        value = Decimal(unicodedata.normalize("NFKC", written))
    except InvalidOperation:
        raise Unreadable(written) from None
    if not abs(value) <= most:
        raise Unreadable(written)
    return f"{value:.6f}"


def _day(year, month, day_):
    try:
        return date(int(year), int(month), int(day_)).isoformat()
    except ValueError:
        raise Unreadable(f"{year}-{month}-{day_}") from None
