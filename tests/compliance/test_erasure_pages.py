"""The pages and the API on which an erasure is requested and decided."""

import pytest

from compliance.models import ErasureCase, LegalHold
from compliance.services.erasure import request_erasure
from compliance.services.legal_hold import place_hold
from tests import factories
from tests.api.conftest import program, signed_by  # noqa: F401

SIGNED = {"username": "wen", "secret": factories.PASSWORD}


@pytest.fixture
def case(zhou, ruan):
    return request_erasure(zhou.customer, reason="a letter of 3 May", by=ruan)


@pytest.mark.req("LED-024")
def test_it_begins_on_the_person_s_page_and_waits_for_another(as_user, ruan, zhou):
    customer = zhou.customer
    facts = as_user(ruan).get(f"/customers/{customer.uuid}/?tab=facts").text
    assert f"/erasures/for/{customer.uuid}/" in facts

    page = as_user(ruan).post(
        f"/erasures/for/{customer.uuid}/", {"reason": "a letter of 3 May"}, follow=True
    )

    assert "You requested it; somebody else decides." in page.text
    assert ErasureCase.objects.get().requested_by == ruan


@pytest.mark.req("LED-024")
def test_another_approves_and_the_page_shows_the_pseudonym(as_user, wen, case, zhou):
    page = as_user(wen).post(
        f"/erasures/{case.uuid}/decide/",
        {"verdict": "approve", "because": "nothing keeps it"} | SIGNED,
        follow=True,
    )

    assert case.pseudonym in page.text
    assert "周岚" not in page.text
    assert "周岚" not in as_user(wen).get(f"/history/customers.customer/{zhou.customer.uuid}/").text


@pytest.mark.req("PRV-010")
def test_a_hold_stands_on_the_page_and_refuses_beside_the_form(as_user, wen, ruan, case):
    as_user(ruan).post(f"/erasures/{case.uuid}/hold/", {"matter": "inquiry 12"})

    page = as_user(wen).post(
        f"/erasures/{case.uuid}/decide/",
        {"verdict": "approve", "because": "nothing keeps it"} | SIGNED,
    )

    assert "Held for “inquiry 12” by 阮清." in page.text
    assert "they can&#x27;t be erased before it ends" in page.text
    hold = LegalHold.objects.get()
    as_user(wen).post(f"/holds/{hold.uuid}/release/", {"because": "the inquiry is closed"})
    assert LegalHold.objects.in_force().exists() is False


def test_only_who_decides_is_shown_the_way_to_release_a_hold(as_user, wen, steward, case, zhou):
    hold = place_hold(zhou.customer, matter="inquiry 12", by=wen)
    way = f"/holds/{hold.uuid}/release/"

    shown = {
        user: way in as_user(user).get(f"/erasures/{case.uuid}/").text for user in (wen, steward)
    }
    assert shown == {wen: True, steward: False}


def test_who_placed_a_hold_is_told_to_ask_a_colleague(as_user, wen, case, zhou):
    hold = place_hold(zhou.customer, matter="inquiry 12", by=wen)

    answer = as_user(wen).post(f"/holds/{hold.uuid}/release/", {"because": "over"})

    assert answer.status_code == 403


def test_a_rep_learns_nothing_of_it(as_user, lin, case):
    assert as_user(lin).get("/erasures/").status_code == 403
    assert as_user(lin).get(f"/erasures/{case.uuid}/").status_code == 403


@pytest.mark.req("LED-024", "ALL-01")
def test_two_programs_do_the_same(program, steward, wen, zhou):  # noqa: F811
    asked = program(steward).post(
        "erasures/", {"customer": str(zhou.customer.uuid), "reason": "a letter of 3 May"}
    )
    place = f"erasures/{asked.json()['uuid']}/approve/"

    of_steward, of_wen = signed_by("steward"), signed_by("wen")
    assert program(steward).post(place, of_steward | {"because": "x"}).status_code == 403
    done = program(wen).post(place, of_wen | {"because": "nothing keeps it"}).json()
    assert (done["status"], done["outcome"]) == ("done", "erased")
    assert [(row["meaning"], row["state"]) for row in done["signatures"]] == [("approved", "valid")]
    assert program(wen).get(f"people/{zhou.customer.uuid}/").json()["name"] == done["pseudonym"]
