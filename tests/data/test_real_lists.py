"""The real public lists come in completely, each with its saved mapping, and a second time changes nothing (`make data`).

The counts are facts about the lists: a difference means that the lists or the reading of them has changed.
"""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from customers.models import Customer, ImportLine, Organisation, Person, Region
from pharmacrm.bench.duplicate_lists import organisations, people
from pharmacrm.bench.duplicates import measure

FOLDER = Path(os.environ.get("PHARMACRM_DATA", "../shared/data"))

# file → (mapping, created, rejected, incomplete)
LISTS = {
    "cn_hospitals_grade3a.csv": ("cn_hospitals_grade3a", 750, 1, 32),
    "cn_hospitals_grade3a_gb18030_crlf.csv": ("cn_hospitals_grade3a", 193, 0, 11),
    "cn_hubei_institutions_2020.csv": ("cn_hubei_institutions", 121, 1, 74),
    "cn_hubei_institutions_2020.xlsx": ("cn_hubei_institutions", 121, 1, 74),
    "cn_medical_suppliers_2020.csv": ("cn_medical_suppliers", 21, 0, 4),
    "tw_pharmacies_north_2020.csv": ("tw_pharmacies", 2937, 0, 0),
    "us_nppes_providers_a.csv": ("us_nppes_providers", 4841, 159, 39),
    "us_hcp_list_iowa.csv": ("us_hcp_list_iowa", 996, 0, 2),
}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def regions(db):
    call_command("import_regions", FOLDER, stdout=StringIO())


def bring_in(name, mode="skip_bad_lines", **options):
    out = StringIO()
    call_command(
        "import_customers", FOLDER / name, by="steward", mode=mode, json=True, stdout=out, **options
    )
    return json.loads(out.getvalue())


def counts(report):
    names = ["created", "updated", "unchanged", "rejected", "incomplete"]
    return {name: report[name] for name in names if report[name]}


def expected(**numbers):
    return {name: number for name, number in numbers.items() if number}


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("name", LISTS)
def test_a_real_list_comes_in_and_a_second_time_changes_nothing(name, steward, regions):
    _mapping, created, rejected, incomplete = LISTS[name]

    checked = bring_in(name, dry_run=True)
    assert (checked["status"], Customer.objects.count()) == ("checked", 0)
    first = bring_in(name)
    assert counts(first) == expected(created=created, rejected=rejected, incomplete=incomplete)
    assert (first["status"], Customer.objects.count()) == ("applied", created)
    history = Customer.history.count()

    again = bring_in(name)
    assert counts(again) == expected(unchanged=created, rejected=rejected, incomplete=incomplete)
    assert (Customer.objects.count(), Customer.history.count()) == (created, history)


def test_the_workbook_says_the_same_as_the_text_file(steward, regions):
    bring_in("cn_hubei_institutions_2020.csv")

    report = bring_in("cn_hubei_institutions_2020.xlsx")

    assert counts(report) == {"unchanged": 121, "rejected": 1, "incomplete": 74}


def test_types_are_those_that_the_lists_tell(steward):
    for name in [
        "cn_hubei_institutions_2020.csv",
        "tw_pharmacies_north_2020.csv",
        "us_nppes_providers_a.csv",
    ]:
        bring_in(name)

    of = {kind: Organisation.objects.filter(type=kind).count() for kind in Organisation.Type}
    assert of == {
        "hospital": 88 + 57,
        "clinic": 6,
        "health_centre": 3 + 76 + 2,
        "pharmacy": 2861 + 44,
        "chain": 0,
        "distributor": 0,
        "other": 30 + 821,
    }
    assert Person.objects.filter(type="doctor").count() == 3195


def test_the_hospital_listed_twice_with_its_address_written_two_ways_is_one(steward):
    report = bring_in("cn_hospitals_grade3a.csv")

    (rejection,) = report["rejections"]
    assert (rejection["name"], rejection["line"]) == ("吉林省肿瘤医院", 188)


def test_hospitals_of_the_two_encodings_share_one_source(steward, regions):
    bring_in("cn_hospitals_grade3a.csv")
    report = bring_in("cn_hospitals_grade3a_gb18030_crlf.csv")

    assert counts(report) == {"created": 193, "incomplete": 11}
    assert Customer.objects.filter(source="cn_hospitals_grade3a").count() == 943


def test_the_official_regions_are_all_there(regions):
    assert Region.objects.filter(parent=None).count() == 31
    assert Region.objects.count() == 31 + 342 + 2978


def test_oddities_of_the_lists_are_said_and_not_settled(steward, regions):
    """A company twice with two provinces, one name cut short, a hospital at two addresses."""
    bring_in("cn_medical_suppliers_2020.csv")
    bring_in("cn_hubei_institutions_2020.csv")

    assert said("elsewhere") == ["西安天隆科技有限公司"]
    assert said("cut_short") == ["中电科光电科技有限公"]
    assert said("same_name") == [
        "天门市妇幼保健院",
        "天门市第一人民医院",
        "红十字会",
        "西安天隆科技有限公司",
        "黄石市第五医院",
    ]


def said(code):
    return sorted(
        line.name
        for line in ImportLine.objects.all()
        if code in [finding for finding, _values in line.findings]
    )


@pytest.mark.req("CUS-11")
@pytest.mark.parametrize("read", [organisations, people], ids=["organisations", "people"])
def test_customers_that_stand_in_two_lists_are_found(read):
    found = measure(read(FOLDER))

    assert (found.precision > 0.9, found.recall > 0.95) == (True, True)
