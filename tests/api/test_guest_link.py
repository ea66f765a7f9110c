"""A program makes and revokes links, reads boards, and settles what was disputed, as the pages do."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import IdempotencyKey
from customers.models import GuestLink
from customers.services.guest_link import make_link
from visits.models import CustomerAnswer
from visits.services.customer_answer import dispute_visit

pytestmark = pytest.mark.req("CUS-15", "CMP-13", "ALL-01")


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def body(customer, **instead):
    said = {"kind": "own_page", "days": 7, "purpose": "She asked for it"}
    return {"customer": str(customer.uuid), **said, **instead}


@pytest.fixture
def disputed(submitted, zhou, lin):
    link, _secret = make_link(
        zhou.customer, kind="own_page", days=7, purpose="She asked for it", by=lin
    )
    return dispute_visit(submitted, words="I was on leave", link=link, by=link.guest)


def test_the_address_is_told_once_and_remembered_nowhere(program, lin, zhou):
    made = program(lin).post("guest-links/", body(zhou.customer), key="first")
    address = made.json()["address"]

    assert made.status_code == 201
    assert Client().get(urlsplit(address).path).status_code == 200
    assert "address" not in program(lin).get(f"guest-links/{made.json()['uuid']}/").json()
    assert not IdempotencyKey.objects.filter(body__has_key="address").exists()


def test_a_link_is_revoked_with_a_reason(program, lin, zhou):
    key = program(lin).post("guest-links/", body(zhou.customer)).json()["uuid"]

    without = program(lin).post(f"guest-links/{key}/revoke/", {})
    revoked = program(lin).post(f"guest-links/{key}/revoke/", {"because": "A wrong number"})
    again = program(lin).post(f"guest-links/{key}/revoke/", {"because": "Once more"})

    assert (without.status_code, revoked.status_code, again.status_code) == (400, 200, 409)
    assert revoked.json()["revoked_because"] == "A wrong number"


@pytest.mark.parametrize(
    ("instead", "status"),
    [({"days": 31}, 409), ({"days": 0}, 400), ({"kind": "board"}, 409), ({"kind": "all"}, 400)],
    ids=["too long", "no day", "a person's board", "no page"],
)
def test_what_is_no_link_is_refused_in_a_sentence(instead, status, program, lin, zhou):
    answer = program(lin).post("guest-links/", body(zhou.customer, **instead))

    assert (answer.status_code, GuestLink.objects.count()) == (status, 0)
    assert any(answer.json()["errors"].values())


def test_links_and_boards_of_others_are_not_there(program, lin, chen, zhou, first_hospital):
    key = program(lin).post("guest-links/", body(zhou.customer)).json()["uuid"]

    assert program(chen).get(f"guest-links/{key}/").status_code == 404
    assert program(chen).get("guest-links/").json()["results"] == []
    assert program(chen).post("guest-links/", body(zhou.customer)).status_code == 400
    board = f"customer-boards/{first_hospital.customer.uuid}/"
    assert (program(chen).get(board).status_code, program(lin).get(board).status_code) == (404, 200)


def test_the_board_of_an_organisation_is_read_by_section(
    program, lin, submitted, first_hospital, zhou
):
    board = program(lin).get(f"customer-boards/{first_hospital.customer.uuid}/").json()

    (section,) = board["sections"]
    assert section["code"] == "visits"
    assert [(row["label"], row["cells"][-1]["shown"]) for row in section["rows"]] == [
        ("Visits held", "1"),
        ("Therapy", "1"),
    ]
    assert program(lin).get(f"customer-boards/{zhou.customer.uuid}/").status_code == 404


def test_only_compliance_reads_and_settles_disputes(program, lin, shen, wen, disputed):
    path = f"disputes/{disputed.uuid}/"
    said = {"settlement": "The day was mistyped"}

    assert [program(who).get(path).status_code for who in (lin, shen)] == [403, 403]
    assert program(shen).post(f"{path}settle/", said).status_code == 403
    assert [row["status"] for row in program(wen).get("disputes/").json()["results"]] == [
        "disputed"
    ]
    assert program(wen).post(f"{path}settle/", said).json()["status"] == "settled"
    assert program(wen).post(f"{path}settle/", said).status_code == 409
    assert CustomerAnswer.objects.get().settlement == "The day was mistyped"


def test_what_a_customer_only_confirmed_is_no_dispute(program, wen, disputed):
    assert program(wen).get("disputes/", status="confirmed").json()["results"] == []
