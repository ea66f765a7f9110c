"""Somebody takes a list away as a file."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from django.test import RequestFactory
from openpyxl import load_workbook

from accounts.exports import export_response
from accounts.models import Access

COLUMNS = [("Name", lambda row: row[0]), ("Value", lambda row: row[1])]
DANGEROUS = ["=1+1", "+86 10", "-2", "@SUM(A1)", "\tx", "\rx", "＝cmd", '=HYPERLINK("http://x")']


def export(user, rows, *, file_format="csv"):
    request = RequestFactory().get("/", {"format": file_format})
    request.user = user
    return export_response(
        request, name="things", columns=COLUMNS, rows=rows, what="tests.thing", filters="tier=basic"
    )


def content(response):
    return b"".join(response.streaming_content)


def read_csv(response):
    return list(csv.reader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))


def read_xlsx(response):
    return list(load_workbook(io.BytesIO(content(response))).active.iter_rows(values_only=True))


@pytest.mark.req("CUS-10")
def test_a_text_that_looks_like_a_formula_stays_a_text_in_csv(lin):
    rows = read_csv(export(lin, [(text, -5) for text in DANGEROUS]))

    assert rows == [["Name", "Value"], *([f"'{text}", "-5"] for text in DANGEROUS)]


@pytest.mark.req("CUS-10")
def test_a_text_that_looks_like_a_formula_stays_a_text_in_xlsx(lin):
    response = export(lin, [(text, -5) for text in DANGEROUS], file_format="xlsx")
    book = load_workbook(io.BytesIO(content(response)))

    cells = list(book.active.iter_rows(min_row=2))
    assert {name.data_type for name, _value in cells} == {"s"}
    assert [name.value for name, _value in cells][:4] == DANGEROUS[:4]
    assert {value.value for _name, value in cells} == {-5}


def test_both_formats_keep_dates_numbers_and_chinese(lin):
    row = ("临江市第一人民医院\n东院", datetime.date(2026, 3, 1))
    other = ("x", Decimal("1.50"))

    assert read_csv(export(lin, [row, other]))[1:] == [[row[0], "2026-03-01"], ["x", "1.50"]]
    assert read_xlsx(export(lin, [row, other], file_format="xlsx"))[1:] == [
        (row[0], datetime.datetime(2026, 3, 1)),
        ("x", 1.5),
    ]


def test_csv_begins_with_the_mark_by_which_excel_knows_utf_8(lin):
    response = export(lin, [])

    assert content(response) == b"\xef\xbb\xbfName,Value\r\n"
    assert response["Content-Disposition"].startswith('attachment; filename="things-2')
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_an_empty_list_is_a_sheet_with_its_heading(lin):
    assert read_xlsx(export(lin, [], file_format="xlsx")) == [("Name", "Value")]


def test_control_characters_do_not_break_the_sheet(lin):
    response = export(lin, [("bell\x07", 1)], file_format="xlsx")

    assert read_xlsx(response)[1] == ("bell", 1)


def test_more_rows_than_a_sheet_holds_go_on_the_next(lin, monkeypatch):
    monkeypatch.setattr("accounts.exports.SHEET_ROWS", 2)

    book = zipfile.ZipFile(
        io.BytesIO(content(export(lin, [("a", i) for i in range(5)], file_format="xlsx")))
    )

    assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) == 3


@pytest.mark.req("CUS-10")
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_access_log_says_who_took_how_many_rows_of_what(lin, file_format):
    export(lin, (("a", i) for i in range(3)), file_format=file_format)

    access = Access.objects.get()
    assert (access.user, access.action, access.what) == (lin, "export", "tests.thing")
    assert (access.count, access.filters) == (3, "tier=basic")


def test_a_failure_half_way_is_no_short_file(lin):
    def rows():
        yield ("a", 1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        export(lin, rows())
    assert not Access.objects.exists()
