"""Programs propose changes of a customer's own data, and a steward's program decides (CUS-12)."""

import pytest

from customers.models import DataChange
from tests.factories import OrganisationFactory


@pytest.mark.req("CUS-12", "ALL-01")
def test_a_reps_program_is_told_to_propose_and_a_stewards_accepts(
    program, lin, steward, zhou, first_hospital
):
    key = str(zhou.customer.uuid)
    refused = program(lin).patch(f"people/{key}/", {"title": "主任药师"})
    body = {"customer": key, "values": {"title": "主任药师"}, "evidence": "the hospital's page"}

    filed = program(lin).post("data-changes/", body).json()
    accepted = program(steward).post(f"data-changes/{filed['uuid']}/accept/", {}).json()

    assert (refused.status_code, list(refused.json()["errors"])) == (409, ["title"])
    assert (filed["status"], accepted["status"]) == ("waiting", "accepted")
    assert program(lin).get(f"people/{key}/").json()["title"] == "主任药师"


@pytest.mark.req("CUS-12", "ALL-01")
def test_an_organisation_is_named_by_its_uuid(program, lin, first_hospital, steward, territories):
    chain = OrganisationFactory(name="临江医联体", territory=territories["E11"]).customer
    body = {
        "customer": str(first_hospital.customer.uuid),
        "values": {"parent": str(chain.uuid)},
        "evidence": "the plate at the door",
    }

    filed = program(lin).post("data-changes/", body).json()
    program(steward).post(f"data-changes/{filed['uuid']}/accept/", {})

    first_hospital.refresh_from_db()
    assert first_hospital.parent.customer == chain


@pytest.mark.req("CUS-12", "ALL-01")
@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"tier": "strategic"}, 400),
        ({"title": ["主任药师"]}, 400),
        ({"level": "3A"}, 409),
        ({"parent": "nonsense"}, 400),
        ({"type": "nurse"}, 409),
        ({}, 409),
    ],
)
def test_what_is_no_proposal_is_refused_in_a_sentence(program, lin, zhou, values, status):
    body = {"customer": str(zhou.customer.uuid), "values": values, "evidence": "a card"}

    answer = program(lin).post("data-changes/", body)

    assert (answer.status_code, DataChange.objects.count()) == (status, 0)
    assert any(answer.json()["errors"].values())
