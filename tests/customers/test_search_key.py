"""What customers are found by, and how their names are spelled for it."""

import pytest

from customers.grams import grams_for, term, text_and_grams
from customers.models import SearchKey
from customers.phone import mobile_digits, office_numbers
from customers.pinyin import sort_key, syllables
from customers.services.search_key import phone_hash, rebuild_search_keys


@pytest.mark.req("CUS-13")
@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("重庆西南医院", "chong qing xi nan yi yuan"),
        ("银行大药房", "yin hang da yao fang"),
        ("Dr Ada 诊所", "dr ada zhen suo"),
    ],
)
def test_words_with_several_readings_are_read_as_words(text, spoken):
    assert " ".join(syllables(term(text))) == spoken


def test_names_are_ordered_by_syllable_and_then_by_character():
    assert sorted(["西安医院", "先锋医院", "周岚岚", "周岚", "周兰"], key=sort_key) == [
        "西安医院",
        "先锋医院",
        "周兰",
        "周岚",
        "周岚岚",
    ]


@pytest.mark.req("CUS-13")
def test_every_piece_that_a_search_may_ask_for_is_kept():
    _, grams = text_and_grams(["临江市第一医院（一院）"], ["JZ-20418"])

    for typed in [
        "一",
        "第一",
        "第一医院",
        "临江市第一医院一院",
        "diyi",
        "dyyy",
        "jz 204",
        "20418",
    ]:
        assert set(grams_for(typed)) <= grams, typed


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("0718-8223261", ["07188223261", "8223261"]),
        ("(02)27653147", ["0227653147", "27653147"]),
        ("0718-8223261；8223262", ["07188223261", "8223261", "8223262"]),
        ("3088652512", ["3088652512"]),
        ("120", []),
    ],
)
def test_office_phones_are_found_with_and_without_area_code(written, numbers):
    assert office_numbers(written) == numbers


def test_a_mobile_is_the_same_with_and_without_country_code():
    assert (
        mobile_digits("+86 138-0013 8000")
        == mobile_digits("１３８００１３８０００")
        == "13800138000"
    )


@pytest.mark.req("CUS-13")
def test_rebuilding_keeps_private_phones_and_removes_them_when_told(zhou, first_hospital):
    ids = [zhou.pk, first_hospital.pk]
    rebuild_search_keys(ids, mobiles={zhou.pk: "138 0013 8000"})
    rebuild_search_keys(ids)

    assert SearchKey.objects.get(pk=zhou.pk).phone_hashes == [phone_hash("13800138000")]
    assert SearchKey.objects.get(pk=zhou.pk).text == "|周岚|zhoulan|zl|"
    assert SearchKey.objects.get(pk=first_hospital.pk).phone_hashes == []

    rebuild_search_keys(ids, mobiles={zhou.pk: ""})
    assert SearchKey.objects.get(pk=zhou.pk).phone_hashes == []
