"""What two records have in common, and what tells them apart, in points."""

import pytest

from customers.likeness import (
    LIKELY_FROM,
    POINTS,
    PROPOSED_FROM,
    REASONS,
    Described,
    keys_of,
    reasons_for,
    score_of,
)

pytestmark = pytest.mark.req("CUS-11")


def house(name, *aliases, **more):
    return Described(kind="organisation", names=(name, *aliases), **{"city": "临江市"} | more)


def person(name, **more):
    return Described(kind="person", names=(name,), **{"place": "临江医院"} | more)


SAME = {
    "brackets": (house("临江医院（临江一院）"), house("临江一院")),
    "also known as": (house("临江医院", "临江一院"), house("临江一院")),
    "province and city": (house("云南省临江市第二医院"), house("临江第二医院")),
    "legal form": (house("康宁医药有限责任公司"), house("临江康宁医药有限公司")),
    "full width and variants": (house("台大藥局１號"), house("臺大藥局1號")),
    "pinyin": (house("临江医院"), house("LinJiang YiYuan")),
    "a character is missing": (
        house("仁心大药房", address="湖光路18号"),
        house("仁心药房", address="湖光路18号2楼"),
    ),
    "chinese and latin": (person("周岚"), person("Lan Zhou")),
    "family name first": (person("Mary A Smith"), person("SMITH, Mary")),
    "title": (person("周岚主任"), person("周岚")),
    "licence": (person("周岚", licence="1103"), person("周蓝青", licence="1103", place="")),
}
OTHER = {
    "numbers": (house("临江第一医院"), house("临江第二医院")),
    "branches": (house("临江医院（东院区）"), house("临江医院（西院区）")),
    "counties": (house("江北县人民医院"), house("江南县人民医院")),
    "cities": (house("第一医院"), house("第一医院", city="西岭市")),
    "the same door": (
        house("仁心诊所", address="湖光路18号", phones=frozenset(["07188223261"])),
        house("康宁大药房", address="湖光路18号", phones=frozenset(["07188223261"])),
    ),
    "colleagues on one phone": (
        person("周岚", phones=frozenset(["07188223261"]), city="临江市"),
        person("顾明慧", phones=frozenset(["07188223261"]), city="临江市"),
    ),
    "licences": (person("周岚", licence="1103"), person("周岚", licence="1104")),
    "namesakes elsewhere": (person("周岚"), person("周岚", place="西岭医院")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_one_customer_written_in_two_ways_is_proposed(pair):
    one, other = pair

    assert keys_of(one) & keys_of(other) != set()
    assert score_of(reasons_for(one, other)) >= PROPOSED_FROM


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_two_customers_are_told_apart(pair):
    assert score_of(reasons_for(*pair)) < PROPOSED_FROM


def test_the_order_of_the_two_does_not_matter():
    for one, other in [*SAME.values(), *OTHER.values()]:
        assert reasons_for(one, other) == reasons_for(other, one)


def test_many_reasons_make_it_very_likely():
    said = {"licence": "1103", "specialty": "心血管内科"}

    assert score_of(reasons_for(person("周岚", **said), person("周岚", **said))) >= LIKELY_FROM


def test_each_reason_has_words_and_points():
    assert REASONS.keys() == POINTS["organisation"].keys() | POINTS["person"].keys()


def test_organisations_and_people_share_no_key():
    assert keys_of(house("周岚", city="")) & keys_of(person("周岚", place="")) == set()
