"""Lists come in every encoding and shape; what cannot be read is said in a sentence."""

import pytest
from django.core.exceptions import ValidationError

from accounts import uploaded_tables
from customers.models import Customer
from tests.customers_import.conftest import (
    HOSPITALS,
    counts,
    customer,
    findings,
    organisations,
    workbook,
)

PLAIN = organisations(name="名称", address="地址", phone="电话")


def names():
    return set(Customer.objects.values_list("name", flat=True))


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_encoding_and_the_line_ends_make_no_difference(bring_in, encoding, end):
    done = bring_in(HOSPITALS.replace("\n", end), encoding=encoding)

    assert counts(done) == {"created": 3, "incomplete": 1}
    assert "临江医科大学第三医院" in names()


def test_a_workbook_says_what_the_text_says(bring_in):
    rows = [line.split(",") for line in HOSPITALS.splitlines()]
    rows[1][2] = float(rows[1][2])

    done = bring_in(workbook([*rows, []]), "list.xlsx")

    assert counts(done) == {"created": 3, "incomplete": 1}
    assert str(customer("临江医科大学第三医院").organisation.longitude) == "102.461622"


def test_numbers_of_a_workbook_are_codes_without_a_fraction(bring_in):
    definition = organisations(external_id="代码", name="名称")

    bring_in(workbook([["代码", "名称"], [42, "临江诊所"]]), "list.xlsx", definition=definition)

    assert customer("临江诊所").external_id == "42"


def test_a_title_may_stand_above_the_heading(bring_in):
    text = f"医院名单,,,\n,,,\n{HOSPITALS}"

    assert counts(bring_in(text)) == {"created": 3, "incomplete": 1}


def test_a_line_break_in_a_field_is_a_space_and_the_report_counts_as_editors_do(check):
    text = '名称,地址,电话\n"临江市红十字会\n临江市慈善总会","文学路75号　\n二楼",\n临江诊所,河西路2号,\n'

    checked = check(text, definition=PLAIN)

    assert {line.number: line.name for line in checked.import_lines.all()} == {
        2: "临江市红十字会 临江市慈善总会",
        5: "临江诊所",
    }


def test_full_width_digits_dashes_and_codes_become_plain(bring_in):
    definition = organisations(external_id="代码", name="名称", address="地址", phone="电话")
    text = "代码,名称,地址,电话\n５９０１ ２３,临江大药房,和平路２段１２－３號,０８７１—６５４３２１；12345\n"

    bring_in(text, definition=definition)

    made = customer("临江大药房")
    assert made.external_id == "590123"
    assert made.organisation.address == "和平路2段12-3號"
    assert made.organisation.phone == "0871-654321; 12345"


def test_an_apostrophe_that_our_own_exports_set_before_a_formula_goes_again(bring_in):
    bring_in("名称,地址,电话\n'=1+1医院,路1号,'+86 871 654321\n", definition=PLAIN)

    assert customer("=1+1医院").organisation.phone == "+86 871 654321"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_understood(bring_in, delimiter):
    bring_in("名称,地址,电话\n临江诊所,河西路2号,1\n".replace(",", delimiter), definition=PLAIN)

    assert names() == {"临江诊所"}


def test_a_heading_alone_is_a_list_of_nobody(check):
    checked = check(HOSPITALS.splitlines()[0])

    assert (checked.status, checked.lines) == ("checked", 0)


def test_a_line_with_more_fields_than_the_heading_is_rejected(check):
    checked = check("名称,地址,电话\n临江诊所,河西路,2号,0871\n", definition=PLAIN)

    assert findings(checked) == {2: ["too_many_fields"]}


def test_a_value_that_does_not_fit_is_rejected_and_not_cut(check):
    checked = check(f"名称,地址,电话\n临江诊所,{'长' * 301},1\n", definition=PLAIN)

    assert findings(checked) == {2: ["too_long"]}


@pytest.mark.parametrize(
    "content, name, sentence",
    [
        (b"", "list.csv", "The file is empty."),
        (b"\n\n", "list.csv", "The file is empty."),
        (b"PK\x03\x04rest", "list.csv", "This is no text file"),
        (b"name\x00,x\n1,2\n", "list.csv", "This is no text file"),
        (b"name\n\xff\xff\xff\n", "list.csv", "neither UTF-8 nor GB18030"),
        (b"name,address\n", "list.xlsx", "This is no XLSX workbook"),
        (b"PK\x03\x04rest", "list.xlsx", "This is no XLSX workbook"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(upload, content, name, sentence):
    with pytest.raises(ValidationError, match=sentence):
        upload(content, name)


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(check):
    good = "".join(f"临江{number}诊所,路{number}号,,\n" for number in range(20))
    text = f'{HOSPITALS}{good}"临江诊所,路1号,,\n' + "x,y,,\n" * 30_000

    checked = check(text)

    assert checked.status == "failed"
    assert checked.problem.startswith("Line 25 cannot be read")


def test_a_small_workbook_that_unpacks_to_a_giant_is_refused(upload, monkeypatch):
    monkeypatch.setattr(uploaded_tables, "UNPACKED", 100)

    with pytest.raises(ValidationError, match="The workbook is too large"):
        upload(workbook([["名称"], ["临江诊所"]]), "list.xlsx")
