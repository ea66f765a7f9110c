"""Customers of the real lists as duplicate detection sees them, each with who it is (docs/duplicates.md).

Read where the lists lie; people of Chinese lists are made up. Nothing is shown of anybody, only counted.
"""

import csv
from dataclasses import dataclass, replace

from pypinyin import lazy_pinyin

from customers.identity import BRACKETS, name_and_aliases, plain
from customers.likeness import Described, digits_to_compare
from customers.phone import office_numbers
from pharmacrm.demo import words
from pharmacrm.demo.chance import Chance

EVERY = 4  # one customer in so many stands in a second list
DOCTORS = 3000
SEED = 11


@dataclass(frozen=True)
class Labelled:
    one: Described
    who: str  # equal for records of one customer
    way: str = ""  # how a second list writes it; empty for the first


def organisations(folder):
    hospitals = [
        _organisation(row["name"], address=row["address"], city=_city_in(row["address"]))
        for row in _read(folder / "cn_hospitals_grade3a.csv")
    ]
    institutions = [
        _organisation(row["name"], address=row["address"], city=row["city"], phone=row["phone"])
        for row in _read(folder / "cn_hubei_institutions_2020.csv")
    ]
    pharmacies = [
        _organisation(
            row["醫事機構名稱"],
            type="pharmacy",
            address=row["醫事機構地址"],
            city=_city_in(row["醫事機構地址"]),
            phone=row["醫事機構電話"],
        )
        for row in _read(folder / "tw_pharmacies_north_2020.csv")
    ]
    # Lists without codes repeat themselves: the same name in the same city is one customer there.
    found = [Labelled(one, f"{plain(one.names[0])}|{one.town}") for one in hospitals + institutions]
    found += [Labelled(one, f"tw|{number}") for number, one in enumerate(pharmacies)]
    return [*found, *_again(found, ORGANISATION_WAYS)]


def people(folder):
    """Providers of a register, each with a licence of its own, and made-up doctors of real hospitals."""
    found = [
        Labelled(_provider(row), f"npi|{row['NPI']}")
        for row in _read(folder / "us_nppes_providers_a.csv")
        if row["Entity Type Code"] == "1"
    ]
    found += [Labelled(one, f"doctor|{number}") for number, one in enumerate(_doctors(folder))]
    return [*found, *_again(found, PERSON_WAYS)]


def _again(labelled, ways):
    """Second records, written as another list writes them; each way in turn."""
    for number, first in enumerate(labelled[::EVERY]):
        way = list(ways)[number % len(ways)]
        if second := ways[way](first.one):
            yield Labelled(second, first.who, way)


def _read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _organisation(name, *, address="", city="", phone="", type="hospital"):
    return Described(
        kind="organisation",
        names=(name.strip(),),
        type=type,
        city=city,
        address=address,
        phones=digits_to_compare(office_numbers(phone)),
    )


def _city_in(address):
    """吉林省长春市湖光路1018号 → 长春市"""
    head = address.replace("巿", "市").partition("市")[0]
    for mark in ("省", "自治区"):
        head = head.rpartition(mark)[2]
    return f"{head[-4:]}市" if head != address else ""


def _provider(row):
    names = ["Provider First Name", "Provider Middle Name", "Provider Last Name (Legal Name)"]
    practice = "Provider Business Practice Location Address"
    return Described(
        kind="person",
        names=(" ".join(filter(None, (row[name] for name in names))),),
        type="doctor",
        city=row[f"{practice} City Name"],
        phones=digits_to_compare(office_numbers(row[f"{practice} Telephone Number"])),
        licence=row["NPI"],
        # Where one works is all that a house number tells of a place of work here.
        place=row["Provider First Line Business Practice Location Address"],
    )


def _doctors(folder):
    chance = Chance(SEED)
    houses = [row["name"] for row in _read(folder / "cn_hospitals_grade3a.csv")]
    for number in range(DOCTORS):
        yield Described(
            kind="person",
            names=(chance.full_name(words),),
            type="doctor",
            specialty=chance.choice(words.DEPARTMENTS),
            place=chance.choice(houses),
            mobiles=frozenset([f"hash {number}"]),
            licence=f"1103{number:011}",
        )


def _bracketed(one):
    bare, aliases = name_and_aliases(one.names[0])
    return replace(
        one, names=(aliases[0] if aliases else f"{one.town}{bare[:2]}老院（{bare}）",), address=""
    )


def _latin(one):
    bare = BRACKETS.sub("", one.names[0])
    return replace(one, names=("".join(lazy_pinyin(bare)),), address="")


def _shortened(one):
    """One character is missing from the middle."""
    name = one.names[0]
    return replace(
        one, names=(name[: len(name) // 2] + name[len(name) // 2 + 1 :],), phones=frozenset()
    )


def _full_width(one):
    wide = str.maketrans("0123456789台", "０１２３４５６７８９臺")
    return replace(
        one,
        names=(one.names[0].translate(wide),),
        address=f"{one.address.translate(wide)}２楼",
        phones=frozenset(),
    )


ORGANISATION_WAYS = {
    "name and city only": lambda one: replace(one, address="", phones=frozenset()),
    "by its other name": _bracketed,
    "full-width, other characters, a floor more": _full_width,
    "a character is missing": _shortened,
    "in Latin letters": _latin,
    "without the city in front": lambda one: replace(
        one, names=(one.names[0].removeprefix(one.city),), address=""
    ),
}
PERSON_WAYS = {
    "name and place only": lambda one: replace(
        one, licence="", phones=frozenset(), mobiles=frozenset()
    ),
    "family name first": lambda one: replace(
        one, names=(_turned(one.names[0]),), licence="", mobiles=frozenset()
    ),
    "with a title": lambda one: replace(
        one,
        names=(f"{one.names[0]}主任" if one.writes_chinese else f"Dr. {one.names[0]}, MD",),
        licence="",
    ),
    "elsewhere, the same licence": lambda one: replace(
        one, place="", city="", phones=frozenset(), mobiles=frozenset()
    ),
    "in Latin letters": lambda one: replace(
        one, names=(" ".join(lazy_pinyin(one.names[0])).title(),), licence="", mobiles=frozenset()
    ),
    "elsewhere, the same phone": lambda one: replace(one, place="", city="", licence=""),
}


def _turned(name):
    first, _space, last = name.rpartition(" ")
    return f"{last} {first}" if first else name
