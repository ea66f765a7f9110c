"""Competitors for programs."""

import pytest

from tests.customers_competitors.conftest import card, observe, rival, xiang  # noqa: F401

pytestmark = pytest.mark.req("CUS-08", "ALL-01")
KEY = "01990000-0000-7000-8000-000000000018"


def test_marketing_adds_a_competitor_and_a_card(program, xiang, product, messages):  # noqa: F811
    theirs = program(xiang)
    rival_uuid = theirs.post("competitors/", {"name": "Ruihe"}).json()["uuid"]
    said = {
        "uuid": KEY,
        "competitor": rival_uuid,
        "product": str(product.uuid),
        "name": "Newpin",
        "answer": "Once daily",
        "key_messages": [str(messages[0].uuid)],
    }

    answers = [
        theirs.post("competitor-products/", said),
        theirs.patch(f"competitor-products/{KEY}/", {"weaknesses": "Twice a day"}),
        theirs.patch(f"competitors/{rival_uuid}/", {"note": "Cheap"}),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    shown = theirs.get(f"competitor-products/{KEY}/").json()
    assert (shown["weaknesses"], shown["key_messages"]) == (
        "Twice a day",
        [str(messages[0].uuid)],
    )


def test_a_rep_notes_and_withdraws(program, lin, chen, zhou, card):  # noqa: F811
    lins = program(lin)
    said = {
        "uuid": KEY,
        "competitor_product": str(card.uuid),
        "customer": str(zhou.customer.uuid),
        "kind": "visit",
        "what": "Their rep",
        "source": "seen",
    }

    assert lins.post("competitor-activities/", said).status_code == 201
    assert program(chen).get(f"competitor-activities/{KEY}/").status_code == 404
    trend = lins.get("competitor-activities/trend/").json()
    assert [row["total"] for row in trend["rows"]] == [1]
    withdrawn = lins.post(f"competitor-activities/{KEY}/withdraw/", {"because": "Mistaken"})
    assert withdrawn.json()["withdrawn_reason"] == "Mistaken"
    assert [row["total"] for row in lins.get("competitor-activities/trend/").json()["rows"]] == [0]


def test_words_are_masked_for_the_executive(program, director, observe, zhou, lin):  # noqa: F811
    row = observe(zhou, by=lin)

    assert program(director).get(f"competitor-activities/{row.uuid}/").json()["what"] == "•••"
