"""How much two customers look like one: points with a reason each, so that whoever decides sees why (docs/duplicates.md).

Keys say which two are compared at all: comparing each with each does not end with 100,000 customers.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from customers.identity import BRACKETS, BRANCH, folded, name_and_aliases, plain, street
from customers.phone import SHORTEST
from customers.pinyin import CHINESE, syllables
from customers.provinces import PROVINCE_IN_FRONT

PROPOSED_FROM = 60  # points
LIKELY_FROM = 85
# A key that more customers share says nothing; each pair of them would have to be looked at.
LARGEST_BLOCK = 40
ALIKE = 0.75  # share of pairs of characters that two names have in common
SHORTEST_CORE = 3
SHORTEST_STREET = 6

COMPANY = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|分公司|公司)$|\b(inc|llc|ltd|corp|corporation|co|pllc|pc|pa)\b\.?"
)
STANDING = re.compile(
    r"(主任医师|主任药师|医师|医生|药师|主任|教授|大夫|先生|女士)$|\b(dr|prof|mr|mrs|ms|md|do|phd)\b\.?"
)
# 第一 and 第二, 东 and 西: what tells houses of one name apart.
TELLING = re.compile(r"[一二三四五六七八九十百\d东西南北]")
NUMBER = re.compile(r"\d+")
SHOP = re.compile(r"([^（(]{2,6}(?:分店|店|分院|院区))$")

REASONS = {
    "same_name": _("the same name"),
    "alias": _("one goes by the other's name"),
    "same_core": _("the same name but for place and legal form, in the same city"),
    "same_sound": _("names that sound the same"),
    "homophone": _("names that sound the same and are written otherwise"),
    "similar_name": _("similar names"),
    "same_address": _("the same address"),
    "same_phone": _("the same office phone"),
    "same_mobile": _("the same private phone"),
    "same_licence": _("the same licence number"),
    "same_place": _("the same place of work"),
    "same_city": _("the same city"),
    "same_district": _("the same district"),
    "same_specialty": _("the same specialty"),
    "other_name": _("different names"),
    "other_address": _("different addresses"),
    "other_licence": _("different licence numbers"),
    "other_city": _("different cities"),
    "other_branch": _("different branches"),
    "other_type": _("different types"),
    "other_code": _("different codes in the same source"),
}
POINTS = {
    "organisation": {
        "same_name": 50,
        "alias": 50,
        "same_core": 50,
        "same_sound": 50,
        "homophone": 30,
        "similar_name": 25,
        "same_address": 35,
        "same_phone": 20,
        "same_city": 10,
        "same_district": 5,
        "other_name": -20,
        "other_address": -20,
        "other_city": -40,
        "other_branch": -45,
        "other_type": -15,
        "other_code": -60,
    },
    "person": {
        "same_name": 35,
        "alias": 35,
        "same_sound": 30,
        "homophone": 15,
        "same_licence": 90,
        "same_mobile": 45,
        "same_phone": 25,
        "same_place": 30,
        "same_address": 20,
        "same_city": 10,
        "same_specialty": 10,
        "other_name": -30,
        "other_licence": -60,
        "other_city": -15,
        "other_type": -15,
        "other_code": -60,
    },
}


@dataclass(frozen=True)
class Described:
    """What a customer is compared by. `names` are its own first, then what else it is called; the rest as it is kept."""

    kind: str
    names: tuple
    type: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    phones: frozenset = frozenset()  # digits
    mobiles: frozenset = frozenset()  # keyed hashes (decision 20)
    licence: str = ""
    specialty: str = ""
    place: str = ""  # a person's main place of work
    code: tuple = field(default=())  # (source, external id)

    @property
    def is_person(self):
        return self.kind == "person"

    @cached_property
    def called(self):
        """Each name and other name without brackets, titles, spaces and signs; its own first."""
        found = []
        for name in self.names:
            bare, aliases = name_and_aliases(name)
            found += [bare, *aliases]
        untitled = [STANDING.sub("", folded(name)) for name in found] if self.is_person else found
        return list(dict.fromkeys(filter(None, map(plain, untitled))))

    @cached_property
    def sounds(self):
        """Each name in Latin letters, its words in one order: 李伟, Wei Li and LI Wei are one."""
        named = [name_and_aliases(name)[0] for name in self.names]
        return frozenset(filter(None, map(self._sound, named)))

    def _sound(self, name):
        words = syllables(STANDING.sub("", folded(name)) if self.is_person else folded(name))
        if not self.is_person:
            return "".join(words)
        return "".join(sorted(word for word in words if len(word) > 1 or CHINESE.search(name)))

    @cached_property
    def core(self):
        """What an organisation is called without its province, city and legal form: 湖北省黄石市第二医院 → 第二医院.

        A county stays: each has a first hospital of its own.
        """
        name = folded(name_and_aliases(self.names[0])[0]).strip()
        name = PROVINCE_IN_FRONT.sub("", name).strip()
        if self.town:
            name = re.sub(rf"^{re.escape(self.town)}市?(?=..)", "", name)
        return plain(COMPANY.sub("", name))

    @cached_property
    def town(self):
        return plain(self.city).removesuffix("市")

    @cached_property
    def street(self):
        """Without what stands behind the number; empty where there is none."""
        found = plain(street(self.address))
        numbered = any(character.isdigit() for character in found)
        return found if numbered and len(found) >= SHORTEST_STREET else ""

    @cached_property
    def branches(self):
        """Which of several houses: 东院区, 中山路店."""
        name = folded(self.names[0])
        found = {part for part in BRACKETS.findall(name) if BRANCH.search(part.strip())}
        shop = SHOP.search(BRACKETS.sub("", name))
        return frozenset(map(plain, found | ({shop[1]} if shop else set())))

    @cached_property
    def writes_chinese(self):
        return bool(CHINESE.search(self.names[0]))


def keys_of(one):
    """64-bit numbers: customers that share one are compared."""
    return {_digest(one.kind, *parts) for parts in _parts(one) if parts[-1]}


def _parts(one):
    where = plain(one.place) if one.is_person else one.town
    yield from (("name", name) for name in one.called)
    yield from (("sound", sound) for sound in one.sounds)
    yield from (("address", one.street, sound[:2]) for sound in one.sounds if one.street)
    yield from (("address", one.street, part) for part in one.called[:1] if one.street)
    if where:
        # A name that many bear is told apart by where.
        yield from (("name there", where, name) for name in one.called)
        yield from (("sound there", where, sound) for sound in one.sounds)
    if one.is_person:
        yield ("licence", plain(one.licence))
        yield from (("mobile", number) for number in one.mobiles)
        yield from (("phone", number, sound[:1]) for number in one.phones for sound in one.sounds)
    else:
        if len(one.core) >= SHORTEST_CORE:
            yield ("core", one.town, one.core)
        yield ("address", one.street)
        yield from (("phone", number) for number in one.phones)


def _digest(*parts):
    raw = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(raw, signed=True)


def reasons_for(one, other):
    """[(reason, points)], the name's first. Their sum is how likely the two are one."""
    points = POINTS[one.kind]
    found = [_name_reason(one, other), *_facts(one, other), *_differences(one, other)]
    return [(reason, points[reason]) for reason in found if reason and reason in points]


def score_of(reasons):
    return max(0, min(100, sum(points for _reason, points in reasons)))


def _name_reason(one, other):
    """The strongest only."""
    if not (one.called and other.called):
        return None
    return _same_name(one, other) or "other_name"


def _same_name(one, other):
    if one.called[0] == other.called[0]:
        return "same_name"
    if set(one.called) & set(other.called):
        return "alias"
    if not one.is_person and _same_core(one, other):
        return "same_core"
    if one.sounds & other.sounds:
        both_chinese = one.writes_chinese and other.writes_chinese
        return "homophone" if both_chinese else "same_sound"
    return "similar_name" if _alike(one.called[0], other.called[0]) else None


def _same_core(one, other):
    same = one.core == other.core and len(one.core) >= SHORTEST_CORE
    return same and one.town and one.town == other.town


def _alike(one, other):
    if sorted(TELLING.findall(one)) != sorted(TELLING.findall(other)):
        return False
    if _lacks_one(*sorted((one, other), key=len)):
        return True
    left, right = _pairs(one), _pairs(other)
    return 2 * len(left & right) >= ALIKE * (len(left) + len(right))


def _lacks_one(short, long):
    """Whether somebody left out one character."""
    if len(long) - len(short) != 1 or len(short) < SHORTEST_CORE:
        return False
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def _pairs(text):
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _facts(one, other):
    yield _same("same_address", one.street, other.street)
    yield "same_phone" if one.phones & other.phones else None
    yield "same_mobile" if one.mobiles & other.mobiles else None
    yield _same("same_licence", plain(one.licence), plain(other.licence))
    yield _same("same_place", plain(one.place), plain(other.place))
    yield _same("same_city", one.town, other.town)
    yield _same("same_district", plain(one.district), plain(other.district))
    yield _same("same_specialty", plain(one.specialty), plain(other.specialty))


def _differences(one, other):
    yield _other("other_licence", plain(one.licence), plain(other.licence))
    yield _other("other_city", one.town, other.town)
    yield _other("other_type", one.type, other.type)
    if one.street and other.street and _numbers(one.street) != _numbers(other.street):
        yield "other_address"
    if one.branches != other.branches:
        yield "other_branch"
    if one.code and other.code and one.code[0] == other.code[0]:
        yield _other("other_code", one.code[1], other.code[1])


def _numbers(text):
    return NUMBER.findall(text)


def _same(reason, one, other):
    return reason if one and one == other else None


def _other(reason, one, other):
    return reason if one and other and one != other else None


def digits_to_compare(numbers):
    """Extensions and short numbers are shared by chance."""
    return frozenset(number for number in numbers if len(number) > SHORTEST)
