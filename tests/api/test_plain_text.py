"""Characters that nobody types reach no record, from a page or a program, and never cost a failure."""

import pytest
from django.urls import reverse

from accounts.plain_text import plain
from visits.models import Request, VisitDraft

TYPED = "Is there\x00 data\u202e on\x1b dialysis?\r\n\tAnd on dose?\u2066"
KEPT = "Is there data on dialysis?\r\n\tAnd on dose?"


def test_lines_and_tabs_stay():
    assert plain({"words": [TYPED, 7, None]}) == {"words": [KEPT, 7, None]}


def test_names_in_any_script_stay():
    names = ["周岚", "Zoë", "عائشة", "👩‍⚕️", "O’Neil\u200d"]

    assert plain(names) == names


@pytest.mark.req("VIS-08")
def test_a_request_from_a_page_keeps_what_the_customer_said(as_user, lin, zhou, service_levels):
    url = reverse("visits:request_new") + f"?customer={zhou.customer.uuid}"

    as_user(lin).post(url, {"kind": "medical_inquiry", "words": TYPED})

    assert Request.objects.get().words == KEPT


@pytest.mark.req("VIS-08")
def test_a_request_from_a_program_keeps_what_the_customer_said(program, lin, zhou, service_levels):
    answer = program(lin).post(
        "requests/",
        {"customer": str(zhou.customer.uuid), "kind": "medical_inquiry", "words": TYPED},
    )

    assert answer.status_code == 201
    assert Request.objects.get().words == KEPT


def test_a_draft_is_kept_without_them(as_user, lin, planned):
    url = reverse("visits:visit_draft", args=[planned.uuid])

    assert as_user(lin).post(url, {"key_points": TYPED}).status_code == 204
    assert VisitDraft.objects.get().data == {"key_points": [KEPT]}


@pytest.mark.parametrize(
    "address",
    [
        "/visits/?q=%00",
        "/visits/?status=%00",
        "/filings/?q=%00",
        "/customers/?city=%00",
        "/customers/?territory=%00",
    ],
)
def test_an_address_with_a_nul_is_answered(as_user, lin, zhou, address):
    assert as_user(lin).get(address).status_code == 200


def test_a_program_may_send_a_nul_anywhere(program, lin, zhou):
    assert program(lin).get("people/", name="\x00").status_code == 200
    assert program(lin).post("visits/", {"customer": "\x00", "day": "\x00"}).status_code == 400
