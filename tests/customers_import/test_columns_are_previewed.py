"""A steward sees what becomes of a list before its lines are checked, however many columns it has (CUS-10)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.models import CustomerImport
from tests.customers_import.conftest import customer, finish

pytestmark = pytest.mark.req("CUS-10")


def a_list(width):
    """The name stands in the last column but one, the address in the last."""
    rest = width - 2
    heading = [f"Field {place}" for place in range(rest)] + ["名称", "地址"]
    line = [f"value {place}" for place in range(rest)] + [
        "临江市第一医院",
        "云南省临江市环城路１号",
    ]
    return "\n".join(",".join(cells) for cells in (heading, line)).encode()


@pytest.mark.parametrize("width", [41, 166])
def test_each_column_is_shown_with_what_it_holds_and_those_that_are_known_are_taken(
    as_user, steward, width
):
    browser = as_user(steward)
    file = SimpleUploadedFile("wide.csv", a_list(width))
    columns = browser.post(reverse("customers:import_new"), {"file": file}).url

    form = browser.get(columns).context["form"]
    shown = {field.html_name: field.value() or "" for field in form}
    assert [len(form.columns), form.columns[0].samples] == [width, ["value 0"]]
    browser.post(columns, shown | {"source": "wide", "mode": "skip_bad_lines"})
    checked = finish(CustomerImport.objects.get())
    browser.post(reverse("customers:import_apply", args=[checked.uuid]), {"mode": "skip_bad_lines"})
    checked.refresh_from_db()
    finish(checked)

    assert customer("临江市第一医院").organisation.address == "云南省临江市环城路1号"


def test_the_first_lines_are_shown_as_they_will_be_read(as_user, steward):
    browser = as_user(steward)
    content = "机构全称,地址,停用日期\n临江市惠民诊所,云南省临江市学府路８号,2026-13-45\n".encode()
    columns = browser.post(
        reverse("customers:import_new"), {"file": SimpleUploadedFile("list.csv", content)}
    ).url
    shown = reverse("customers:import_preview", args=[CustomerImport.objects.get().uuid])
    assert shown in browser.get(columns).text

    chosen = {"kind": "organisation", "column_1": "address", "column_2": "deactivated_on"}
    without_name = browser.post(shown, chosen).text
    preview = browser.post(shown, chosen | {"column_0": "name"}).text

    assert "Say which column holds the name." in without_name
    assert "临江市惠民诊所" in preview
    assert "云南省临江市学府路8号" in preview
    assert "Deactivated on “2026-13-45” cannot be read; left empty." in preview
    assert CustomerImport.objects.get().status == "uploaded"
