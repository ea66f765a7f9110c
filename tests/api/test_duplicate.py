"""Programs list pairs that may be the same, merge them, and take it back (CUS-11)."""

import pytest

from customers.models import Duplicate
from customers.services.duplicate import find_duplicates
from tests.conftest import TESTS
from tests.factories import PersonFactory

pytestmark = pytest.mark.req("CUS-11", "ALL-01")


@pytest.fixture
def pair(zhou, first_hospital, territories):
    PersonFactory(name="Lan Zhou", organisation=first_hospital, territory=territories["E11"])
    find_duplicates(by=TESTS)
    return Duplicate.objects.get()


def test_a_pair_is_merged_and_taken_apart(program, pair, steward, zhou):
    address = f"duplicates/{pair.uuid}/"
    body = {"survivor": str(zhou.customer.uuid), "because": "one badge"}

    found = program(steward).get("duplicates/?status=open").json()["results"]
    merged = program(steward).post(f"{address}merge/", body).json()
    merge = program(steward).get("merges/").json()["results"][0]
    undone = program(steward).post(f"merges/{merge['uuid']}/undo/", {"because": "two sisters"})

    assert [one["uuid"] for one in found] == [str(pair.uuid)]
    assert found[0]["reasons"][0] == ["same_sound", 30]
    assert (merged["status"], merge["survivor"]) == ("merged", str(zhou.customer.uuid))
    assert (undone.status_code, undone.json()["undo_reason"]) == (200, "two sisters")
    assert program(steward).get(address).json()["status"] == "open"


def test_a_merged_record_still_answers_and_points_to_the_one_that_stays(
    program, pair, steward, zhou
):
    body = {"survivor": str(zhou.customer.uuid), "because": "one badge"}
    program(steward).post(f"duplicates/{pair.uuid}/merge/", body)

    told = program(steward).get(f"people/{pair.right.uuid}/").json()

    assert (told["status"], told["merged_into"]) == ("archived", str(zhou.customer.uuid))


def test_a_pair_is_dismissed_with_a_reason_and_looked_at_again(program, pair, steward):
    address = f"duplicates/{pair.uuid}/"

    refused = program(steward).post(f"{address}dismiss/", {})
    dismissed = program(steward).post(f"{address}dismiss/", {"because": "two sisters"}).json()
    again = program(steward).post(f"{address}reopen/", {"because": "one badge"}).json()

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["because"])
    assert (dismissed["status"], again["status"]) == ("dismissed", "open")


def test_a_rep_reads_but_does_not_merge(program, pair, lin, zhou):
    body = {"survivor": str(zhou.customer.uuid), "because": "one badge"}

    assert program(lin).get(f"duplicates/{pair.uuid}/").status_code == 200
    assert program(lin).post(f"duplicates/{pair.uuid}/merge/", body).status_code == 403


def test_a_stranger_is_not_told_of_the_pair(program, pair, chen):
    assert program(chen).get(f"duplicates/{pair.uuid}/").status_code == 404


def test_a_field_that_there_is_not_is_refused_in_a_sentence(program, pair, steward, zhou):
    body = {"survivor": str(zhou.customer.uuid), "because": "one badge", "take": ["tier"]}

    answer = program(steward).post(f"duplicates/{pair.uuid}/merge/", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["take"])
