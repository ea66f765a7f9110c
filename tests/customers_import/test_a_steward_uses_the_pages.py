"""A steward uploads a list in the browser, confirms its columns, reads the report and imports it."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Access
from accounts.services.job import run_job
from customers.models import Customer, CustomerImport, ImportMapping
from tests.customers_import.conftest import HOSPITALS, counts, customer

STRANGE = """Kunde,Ort,Telefon
临江市第二医院,云南省临江市河西路2号,0871-6543210
"""


@pytest.fixture
def browser(as_user, steward):
    return as_user(steward)


def send(browser, content, name="list.csv"):
    browser.post(
        reverse("customers:import_new"), {"file": SimpleUploadedFile(name, content.encode())}
    )
    return CustomerImport.objects.last()


def page(customer_import, name="detail"):
    return reverse(f"customers:import_{name}", args=[customer_import.uuid])


def confirm(browser, customer_import, **changes):
    """Sends the form of the columns as it was shown, with changes."""
    form = browser.get(page(customer_import, "mapping")).context["form"]
    shown = {field.html_name: field.value() or "" for field in form}
    answer = browser.post(page(customer_import, "mapping"), {**shown, **changes})
    customer_import.refresh_from_db()
    return answer


def work(customer_import):
    run_job(customer_import.job_id)
    customer_import.refresh_from_db()


@pytest.mark.req("CUS-10")
def test_from_the_file_to_the_customers(browser):
    customer_import = send(browser, HOSPITALS)
    assert confirm(browser, customer_import, mode="skip_bad_lines").url == page(customer_import)
    assert "every 3s" in browser.get(page(customer_import)).text
    work(customer_import)

    report = browser.get(page(customer_import)).text
    assert "Lacks Province, City." in report

    browser.post(page(customer_import, "apply"), {"mode": "skip_bad_lines"})
    customer_import.refresh_from_db()
    work(customer_import)
    assert (customer_import.status, Customer.objects.count()) == ("applied", 3)
    assert reverse("customers:detail", args=[customer("临江市第一人民医院").uuid]) in (
        browser.get(page(customer_import)).text
    )


@pytest.mark.req("CUS-10")
def test_all_or_nothing_stays_chosen_and_imports_nothing_while_a_line_is_rejected(browser):
    customer_import = send(browser, STRANGE + ",云南省临江市河西路3号,\n")
    confirm(browser, customer_import, column_0="name", kind="organisation", mode="all_or_nothing")
    work(customer_import)

    report = browser.get(page(customer_import)).text
    refusal = browser.post(page(customer_import, "apply"), {"mode": "all_or_nothing"})

    assert re.search(r'value="all_or_nothing"[^>]* checked', report)
    assert (refusal.status_code, Customer.objects.count()) == (409, 0)
    assert "Correct the file and upload it again, or choose to skip bad lines." in refusal.text


@pytest.mark.req("CUS-10")
def test_columns_that_were_corrected_are_remembered(browser):
    first = send(browser, STRANGE)
    assert first.mapping is None
    confirm(
        browser,
        first,
        source="field",
        kind="organisation",
        column_0="name",
        column_1="address",
        column_2="phone",
    )
    work(first)
    assert counts(first) == {"created": 1}

    again = send(browser, STRANGE.replace("二", "三"))
    assert again.mapping == ImportMapping.objects.get(source="field")
    form = browser.get(page(again, "mapping")).context["form"]
    assert [form[f"column_{place}"].value() for place in range(3)] == ["name", "address", "phone"]


def test_columns_left_as_they_were_keep_their_own_way_of_being_read(browser):
    customer_import = send(browser, HOSPITALS)
    before = customer_import.mapping.definition

    confirm(browser, customer_import)

    assert customer_import.definition == before


def test_a_file_without_a_name_column_is_not_checked(browser):
    customer_import = send(browser, STRANGE)

    answer = confirm(browser, customer_import, kind="organisation", column_1="address")

    assert (answer.status_code, customer_import.status) == (422, "uploaded")
    assert "Say which column holds the name." in answer.text


def test_five_lines_are_shown_to_judge_the_columns_by(browser):
    lines = "".join(f"医院{n},路{n}号,{n}\n" for n in range(9))
    customer_import = send(browser, f"名称,地址,电话\n{lines}")

    form = browser.get(page(customer_import, "mapping")).context["form"]

    assert form.columns[0].samples == [f"医院{n}" for n in range(5)]
    assert [column.field.value() for column in form.columns] == ["name", "address", "phone"]


def test_the_page_draws_itself_anew_when_the_work_has_ended(browser):
    customer_import = send(browser, HOSPITALS)
    confirm(browser, customer_import)
    work(customer_import)

    answer = browser.get(page(customer_import), headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_the_report_can_be_taken_away_by_verdict_and_that_is_logged(browser, steward):
    customer_import = send(browser, HOSPITALS + "=cmd|'/c calc'!A1,,,\n,x,,\n")
    confirm(browser, customer_import)
    work(customer_import)

    answer = browser.get(page(customer_import), {"show": "reject", "format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    assert rows == [
        ["Line", "Verdict", "Name", "What there is to say"],
        ["6", "Rejected", "", "The line has no name."],
    ]
    access = Access.objects.get(action="export")
    assert (access.user, access.what, access.count) == (steward, "customers.importline", 1)


@pytest.mark.parametrize("show, numbers", [("", [2, 3, 4]), ("incomplete", [4]), ("reject", [])])
def test_the_report_is_filtered_by_its_url(browser, show, numbers):
    customer_import = send(browser, HOSPITALS)
    confirm(browser, customer_import)
    work(customer_import)

    context = browser.get(page(customer_import), {"show": show}).context

    assert [line.number for line in context["page"].rows] == numbers


def test_the_list_asks_as_often_for_one_import_as_for_many(
    browser, django_assert_max_num_queries, upload
):
    for number in range(10):
        upload(HOSPITALS, f"list{number}.csv")

    with django_assert_max_num_queries(12):
        assert "list9.csv" in browser.get(reverse("customers:import_list")).text


def test_the_report_asks_as_often_for_one_line_as_for_many(browser, django_assert_max_num_queries):
    lines = "".join(f"医院{n},路{n}号\n" for n in range(40))
    customer_import = send(browser, f"名称,地址\n{lines}")
    confirm(browser, customer_import)
    work(customer_import)

    with django_assert_max_num_queries(12):
        browser.get(page(customer_import))


@pytest.mark.parametrize("name", ["list.pdf", "list.xls", "list"])
def test_another_kind_of_file_is_refused_beside_the_field(browser, name):
    file = SimpleUploadedFile(name, b"%PDF-1.7")
    answer = browser.post(reverse("customers:import_new"), {"file": file})

    assert (answer.status_code, CustomerImport.objects.count()) == (422, 0)
    assert "Choose a CSV or XLSX file." in answer.text


@pytest.mark.parametrize("url", ["import_list", "import_new"])
def test_who_may_not_import_is_told_so(as_user, lin, an, url):
    for user in (lin, an):
        assert as_user(user).get(reverse(f"customers:{url}")).status_code == 403


@pytest.mark.parametrize("name", ["detail", "mapping", "apply", "stop", "undo"])
def test_an_import_is_nothing_to_a_rep(as_user, lin, upload, name):
    url = page(upload(HOSPITALS), name)

    assert as_user(lin).post(url).status_code in {403, 405}
    assert as_user(lin).get(url).status_code in {403, 405}
