"""Two lists write one hospital in two ways; two hospitals never become one."""

import pytest

from customers.identity import name_and_aliases, organisation_identity, person_identity


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("臺北市立醫院", "臺北市中山路1號"), ("台北市立醫院", "台北市中山路１號")),
        (("石家庄巿中医院", "中山西路233号"), ("石家庄市中医院", "中山西路 233 号")),
        (
            ("河北医科大学第三医院（河北医科大三院）", "自强路139号"),
            ("河北医科大学第三医院", "自强路139号"),
        ),
        (("临江市中医院(临江市中西医结合医院)", ""), ("临江市中医院（中西医）", "")),
        (("St. Mary's Hospital", "1 High St."), ("ST MARYS HOSPITAL", "1 high st")),
        (("ＡＢＣ诊所", "１号"), ("abc诊所", "1号")),
    ],
)
def test_one_place_written_in_two_ways_is_one(one, other):
    assert organisation_identity(*one) == organisation_identity(*other)


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("临江市第一医院", "中山路1号"), ("临江市第一医院", "中山路2号")),
        (("临江市第一医院（东院区）", ""), ("临江市第一医院（西院区）", "")),
        (("仁爱大药房（和平店）", ""), ("仁爱大药房", "")),
        (("第一医院", "二路"), ("第一医院二", "路")),
    ],
)
def test_two_places_stay_two(one, other):
    assert organisation_identity(*one) != organisation_identity(*other)


@pytest.mark.parametrize(
    ("written", "name", "aliases"),
    [
        ("甲医院（甲一院）", "甲医院", ["甲一院"]),
        ("甲医院(甲一院)(老年病院)", "甲医院", ["甲一院", "老年病院"]),
        ("甲医院（东院区）", "甲医院（东院区）", []),
        ("（甲一院）", "（甲一院）", []),
        ("甲医院", "甲医院", []),
    ],
)
def test_bracketed_names_are_other_names_unless_they_name_a_branch(written, name, aliases):
    assert name_and_aliases(written) == (name, aliases)


def test_namesakes_at_two_places_are_two_people():
    assert person_identity("周岚", "临江市第一医院（一院）") == person_identity(
        " 周 岚 ", "临江市第一医院"
    )
    assert person_identity("周岚", "临江市第一医院") != person_identity("周岚", "临江市第二医院")
