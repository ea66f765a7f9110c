"""What becomes of a line: new, changed, unchanged or rejected; and what is said about it."""

import pytest
from django.core.exceptions import ValidationError

from accounts.history import deed, system
from customers.importing.definition import Definition
from customers.importing.presets import PRESETS
from customers.models import Affiliation, Alignment, Customer, CustomerTerritory
from customers.services.import_mapping import save_mapping
from customers.services.region import load_regions
from tests.customers_import.conftest import (
    counts,
    customer,
    findings,
    organisations,
)

BY_ID = organisations(external_id="代码", name="名称", type="类型", phone="电话")
BY_PLACE = organisations(name="名称", city="城市", address="地址", phone="电话")
HEAD = "名称,城市,地址,电话\n"


@pytest.mark.req("CUS-10")
def test_a_line_with_a_known_id_changes_only_what_its_columns_say(bring_in, steward):
    bring_in("代码,名称,类型,电话\nA1,临江医院,医院,111\n", definition=BY_ID)
    with deed("test.arrange", by=system("tests")):
        made = customer("临江医院").organisation
        made.address = "typed by a rep"
        made.save()

    done = bring_in("代码,名称,类型,电话\nA1,临江市医院,医院,222\n", definition=BY_ID)

    row = customer("临江市医院")
    assert counts(done) == {"updated": 1}
    assert (row.organisation.phone, row.organisation.address) == ("222", "typed by a rep")
    assert sorted(done.import_lines.get().changes) == ["name", "phone"]
    assert row.organisation.history.latest().action == "customer_import.apply"


def test_an_empty_cell_takes_nothing_away(bring_in):
    bring_in("代码,名称,类型,电话\nA1,临江医院,医院,111\n", definition=BY_ID)
    done = bring_in("代码,名称,类型,电话\nA1,临江医院,医院,\n", definition=BY_ID)

    assert counts(done) == {"unchanged": 1, "incomplete": 1}
    assert customer("临江医院").organisation.phone == "111"


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize(
    "name, address",
    [
        ("临江市第二医院", "临江市河西路2号"),
        ("临江市第二医院", "云南省临江市河西路２号门诊楼3层"),
        (" 临江市 第二医院 ", "中国云南省临江市河西路2号"),
        ("临江巿第二医院", "临江市河西路2号"),
    ],
)
def test_a_hospital_written_in_another_way_is_the_same(bring_in, name, address):
    bring_in(f"{HEAD}临江市第二医院,临江市,云南省临江市河西路2号,\n", definition=BY_PLACE)

    done = bring_in(f"{HEAD}{name},临江市,{address},333\n", definition=BY_PLACE)

    assert counts(done) == {"updated": 1}
    made = Customer.objects.select_related("organisation").get()
    assert (made.name, made.organisation.address) == ("临江市第二医院", "云南省临江市河西路2号")
    assert made.organisation.phone == "333"


@pytest.mark.req("CUS-10")
def test_the_second_line_of_one_hospital_is_rejected_and_names_the_first(check):
    text = f"{HEAD}临江医院,临江市,云南省临江市河西路2号,\n临江医院,临江市,临江市河西路2号,\n"

    checked = check(text, definition=BY_PLACE)

    assert findings(checked) == {2: ["lacks"], 3: ["lacks", "repeats"]}
    assert checked.import_lines.get(number=3).findings[-1] == ["repeats", {"line": 2}]


def test_one_name_at_two_addresses_is_two_customers_and_worth_a_look(bring_in):
    text = f"{HEAD}红十字会,临江市,河西路2号,1\n红十字会,西岭市,河东路3号,2\n"

    done = bring_in(text, definition=BY_PLACE)

    assert counts(done) == {"created": 2}
    assert findings(done) == {2: ["type_other"], 3: ["type_other", "same_name"]}


def test_a_list_with_ids_gives_its_id_to_a_customer_that_has_none(bring_in):
    bring_in(f"{HEAD}临江医院,临江市,河西路2号,1\n", definition=BY_PLACE)
    definition = organisations(external_id="代码", name="名称", address="地址")

    done = bring_in("代码,名称,地址\nA1,临江医院,河西路2号\n", definition=definition, source="ids")

    assert counts(done) == {"updated": 1}
    assert (customer("临江医院").source, customer("临江医院").external_id) == ("ids", "A1")


def test_one_customer_claimed_by_id_and_by_place_belongs_to_the_first_line(bring_in):
    definition = organisations(external_id="代码", name="名称", address="地址")
    bring_in("代码,名称,地址\nA1,临江医院,河西路2号\n", definition=definition)

    done = bring_in(
        "代码,名称,地址\nA1,临江市医院,河西路2号\n,临江医院,河西路2号\n", definition=definition
    )

    assert counts(done) == {"updated": 1, "rejected": 1}


@pytest.mark.parametrize(
    "name, kind",
    [
        ("临江市红十字会", "other"),
        ("临江市疾病预防控制中心", "other"),
        ("临江医科大学", "other"),
        ("临江医科大学附属医院", "hospital"),
        ("城东街道社区卫生服务中心", "health_centre"),
        ("白洋镇卫生院", "health_centre"),
        ("康宁大药房城东店", "pharmacy"),
        ("口腔诊所", "clinic"),
        ("TOWN & COUNTRY PHARMACY INC", "pharmacy"),
    ],
)
def test_the_type_is_what_the_name_tells(bring_in, name, kind):
    bring_in(f"{HEAD}{name},临江市,河西路2号,1\n", definition=BY_PLACE)

    assert customer(name).organisation.type == kind


def test_what_cannot_be_read_is_left_empty_and_said(bring_in):
    definition = organisations(name="名称", level="等级", longitude="经度", latitude="纬度")

    done = bring_in("名称,等级,经度,纬度\n临江医院,特级,东经一百,200\n", definition=definition)

    said = done.import_lines.get().findings
    assert [values["field"] for code, values in said if code == "unreadable"] == [
        "level",
        "longitude",
        "latitude",
    ]
    assert (customer("临江医院").organisation.level, done.incomplete) == ("", 1)


def test_a_city_in_another_province_is_said_and_not_settled(bring_in, tmp_path):
    (tmp_path / "cn_regions_provinces.csv").write_text('code,name\n14,"山西省"\n61,"陕西省"\n')
    (tmp_path / "cn_regions_cities.csv").write_text('code,name,provinceCode\n6101,"西安市",61\n')
    (tmp_path / "cn_regions_areas.csv").write_text(
        'code,name,cityCode,provinceCode\n610113,"雁塔区",6101,61\n'
    )
    load_regions(tmp_path)
    definition = organisations(name="名称", province="省", city="市", district="区")

    done = bring_in(
        "名称,省,市,区\n甲医院,山西,西安市,\n乙医院,陕西,西安市,雁塔区\n", definition=definition
    )

    assert findings(done) == {2: ["elsewhere"]}
    assert customer("甲医院").organisation.province == "山西省"
    assert customer("乙医院").organisation.region_id == "610113"


def test_a_territory_column_aligns_from_today_once(bring_in, territories):
    definition = organisations(external_id="代码", name="名称", territory="辖区")
    text = "代码,名称,辖区\nA1,临江医院,E11\nA2,西岭医院,E1\n"

    done = bring_in(text, definition=definition)
    assert findings(done) == {3: ["no_such_territory"]}
    assert CustomerTerritory.objects.get().territory == territories["E11"]

    assert counts(bring_in(text, definition=definition)) == {"unchanged": 1, "rejected": 1}
    assert Alignment.objects.count() == 1


PEOPLE = Definition.from_json(
    {
        "kind": "person",
        "takes": [
            {"field": field, "columns": [column]}
            for field, column in [
                ("name", "姓名"),
                ("person_type", "职业"),
                ("workplace", "单位"),
                ("department", "科室"),
                ("position", "职务"),
            ]
        ],
    }
)


def test_a_person_is_brought_in_with_a_place_of_work(bring_in, first_hospital):
    text = "姓名,职业,单位,科室,职务\n何静,医师,临江市第一人民医院,心内科,副主任\n"

    assert counts(bring_in(text, definition=PEOPLE)) == {"created": 1}
    row = Affiliation.objects.select_related("person", "department").get()
    assert (row.organisation, row.department.name) == (first_hospital, "心内科")
    assert (row.position, row.is_primary, row.person.type) == ("副主任", True, "doctor")
    assert counts(bring_in(text, definition=PEOPLE)) == {"unchanged": 1}


def test_a_person_at_an_unknown_place_comes_in_without_it(bring_in):
    done = bring_in("姓名,职业,单位,科室,职务\n何静,护士,无名医院,,\n", definition=PEOPLE)

    assert (counts(done), Affiliation.objects.count()) == ({"created": 1, "incomplete": 1}, 0)
    assert findings(done) == {2: ["unreadable", "person_type_other", "unknown_workplace"]}


def test_a_bare_name_is_nobody_in_particular(check):
    checked = check("姓名,职业,单位,科室,职务\n王伟,医生,,,\n", definition=PEOPLE)

    assert findings(checked)[2] == ["nobody_in_particular", "lacks"]


@pytest.mark.parametrize(
    "take, constants",
    [
        ({"field": "name", "columns": ["名称"]}, {"type": "casino"}),
        ({"field": "name", "columns": ["名称"]}, {"address": "everywhere"}),
        ({"field": "type", "columns": ["名称"], "options": {"values": {"甲": "casino"}}}, {}),
        ({"field": "type", "columns": ["名称"], "options": {"prefixes": {"甲": "casino"}}}, {}),
        ({"field": "shoe_size", "columns": ["名称"]}, {}),
        ({"field": "name", "columns": ["名称"], "how": "telepathy"}, {}),
    ],
)
def test_a_mapping_that_says_what_no_customer_can_be_is_refused(steward, take, constants):
    name = {"field": "name", "columns": ["名称"]}
    definition = Definition.from_json(
        {"kind": "organisation", "takes": [take, name], "constants": constants}
    )

    with pytest.raises(ValidationError, match="cannot be"):
        save_mapping("test", definition, by=steward)


def nppes(**cells):
    columns = sorted(PRESETS["us_nppes_providers"].columns)
    row = [f'"{cells.get(column, "")}"' for column in columns]
    return f"{','.join(columns)}\n{','.join(row)}\n"


@pytest.mark.parametrize(
    "off, on, says",
    [
        ("07/08/2014", "", ["deactivated"]),
        ("07/08/2014", "01/02/2015", ["kind_unknown", "no_name"]),
        ("13/40/2014", "", ["unreadable", "kind_unknown", "no_name"]),
    ],
)
def test_a_deactivated_provider_is_rejected_with_its_day(check, off, on, says):
    checked = check(nppes(NPI="1", **{"NPI Deactivation Date": off, "NPI Reactivation Date": on}))

    assert findings(checked) == {2: says}


def test_an_american_line_is_a_person_or_an_organisation_by_its_type(bring_in):
    street = "Provider First Line Business Practice Location Address"
    zip_code = "Provider Business Practice Location Address Postal Code"
    bring_in(
        nppes(
            NPI="7",
            **{
                "Entity Type Code": "2",
                "Provider Organization Name (Legal Business Name)": "LAKE HOSPITAL, INC",
                street: "24 HOSPITAL LN",
                zip_code: "046191329",
            },
        )
    )
    bring_in(
        nppes(
            NPI="8",
            **{
                "Entity Type Code": "1",
                "Provider First Name": "ANN",
                "Provider Last Name (Legal Name)": "EXAMPLE",
                "Provider Credential Text": "PHARM.D.",
            },
        )
    )

    lake, ann = customer("LAKE HOSPITAL, INC"), customer("ANN EXAMPLE")
    assert (lake.organisation.type, lake.organisation.address) == (
        "hospital",
        "24 HOSPITAL LN 04619-1329",
    )
    assert (ann.person.type, ann.person.title, ann.external_id) == ("pharmacist", "PHARM.D.", "8")
