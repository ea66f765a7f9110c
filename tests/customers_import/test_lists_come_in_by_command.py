"""An installation imports lists from the command line: the same steps and rules as on the pages."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.models import Customer, CustomerImport, ImportMapping, Region, SearchKey
from tests.customers_import.conftest import HOSPITALS

REPEATED = HOSPITALS + "临江市第一人民医院,临江市城东区建华大街133号2楼,,\n"


@pytest.fixture
def run(tmp_path, steward):
    """run(text, **options) → the report."""

    def call(text, **options):
        file = tmp_path / "list.csv"
        file.write_text(text)
        out = StringIO()
        call_command("import_customers", file, json=True, stdout=out, **{"by": "steward"} | options)
        return json.loads(out.getvalue())

    return call


@pytest.mark.req("CUS-10")
def test_a_known_list_comes_in(run, steward):
    report = run(HOSPITALS)

    assert (report["status"], report["created"], report["rejections"]) == ("applied", 3, [])
    assert Customer.history.latest().via == "task"
    assert CustomerImport.objects.get().by == steward


@pytest.mark.req("CUS-10")
def test_a_dry_run_changes_nothing(run):
    report = run(HOSPITALS, dry_run=True)

    assert (report["status"], report["created"], Customer.objects.count()) == ("checked", 3, 0)


def test_rejected_lines_are_named_with_their_reasons(run):
    report = run(REPEATED, mode="skip_bad_lines")

    (rejection,) = report["rejections"]
    assert (rejection["line"], rejection["name"]) == (5, "临江市第一人民医院")
    assert rejection["why"][-1] == "Names the same customer as line 3."


def test_all_or_nothing_is_nothing_when_a_line_is_rejected(run):
    with pytest.raises(CommandError, match="1 line is rejected"):
        run(REPEATED)
    assert not Customer.objects.exists()


def test_an_unknown_list_needs_a_source_and_is_remembered_under_it(run):
    text = "机构名称,详细地址\n临江诊所,河西路2号\n"
    with pytest.raises(CommandError, match="No mapping fits this file"):
        run(text)

    assert run(text, source="field")["created"] == 1
    assert run(text, mapping="field")["unchanged"] == 1
    assert ImportMapping.objects.get().source == "field"


@pytest.mark.parametrize(
    "options, sentence",
    [
        ({"by": "nobody"}, "There is no user nobody."),
        ({"by": "lin"}, "Your role does not include this"),
        ({"mapping": "unknown"}, "There is no mapping unknown."),
    ],
)
def test_a_refusal_is_a_sentence(run, lin, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(HOSPITALS, **options)


def test_a_missing_file_is_a_sentence(steward):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_customers", "/nowhere/list.csv", by="steward")


@pytest.mark.req("CUS-13")
def test_what_was_imported_is_found_by_name_alias_and_pinyin(run):
    run(HOSPITALS)

    text = SearchKey.objects.get(customer__name="临江医科大学第三医院").text
    assert [found in text for found in ("临江医科大学", "临医大三院", "linjiangyike")] == [True] * 3


def test_regions_are_loaded_and_loaded_again(tmp_path):
    (tmp_path / "cn_regions_provinces.csv").write_text('code,name\n53,"云南省"\n')
    (tmp_path / "cn_regions_cities.csv").write_text('code,name,provinceCode\n5399,"临江市",53\n')
    (tmp_path / "cn_regions_areas.csv").write_text(
        'code,name,cityCode,provinceCode\n539901,"城东区",5399,53\n'
    )
    for _time in range(2):
        out = StringIO()
        call_command("import_regions", tmp_path, stdout=out)

    assert out.getvalue() == "1 provinces, 1 cities, 1 districts and counties\n"
    assert Region.objects.get(code="539901").parent.parent.name == "云南省"


def test_a_missing_list_of_regions_is_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="There is no list of regions"):
        call_command("import_regions", tmp_path)
