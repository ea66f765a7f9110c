"""Programs note and read what is known of people's work."""

import pytest
from django.utils import timezone

from tests.api.conftest import uuids

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def said(zhou, product):
    return {
        "customer": str(zhou.customer.uuid),
        "kind": "prescribing",
        "product": str(product.uuid),
        "value": "trial",
        "source": "colleague",
        "told_by": "贺兰舟",
        "known_on": TODAY,
    }


@pytest.mark.req("ALL-01", "CUS-03")
def test_lins_program_notes_a_fact_and_reads_it_again(program, lin, said):
    answer = program(lin).post("persona-facts/", said)
    shown = program(lin).get("persona-facts/", customer=said["customer"]).json()["results"]

    assert answer.status_code == 201
    assert shown == [answer.json()]
    assert {name: shown[0][name] for name in said} == said
    assert (shown[0]["freshness"], shown[0]["is_current"]) == ("in_date", True)


@pytest.mark.req("ALL-01", "CUS-03")
def test_it_confirms_and_takes_back(program, lin, said):
    said |= {"known_on": "2026-01-05"}
    fact = program(lin).post("persona-facts/", said).json()

    again = program(lin).post(f"persona-facts/{fact['uuid']}/confirm/").json()
    dropped = program(lin).post(f"persona-facts/{again['uuid']}/drop/", {"because": "Wrong"})

    assert (again["known_on"], again["is_confirmation"], again["value"]) == (TODAY, True, "trial")
    assert dropped.json()["is_current"] is False


@pytest.mark.req("ALL-01", "GL-016")
def test_another_region_reads_none_of_it_and_notes_nothing_there(program, chen, lin, said):
    program(lin).post("persona-facts/", said)

    assert uuids(program(chen).get("persona-facts/")) == []
    assert list(program(chen).post("persona-facts/", said).json()["errors"]) == ["customer"]
