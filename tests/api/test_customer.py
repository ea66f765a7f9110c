"""Programs read, enter and change the customers of the person whose token they hold."""

from uuid import uuid4

import pytest

from customers.models import Customer
from tests import factories
from tests.api.conftest import uuids


@pytest.mark.req("ALL-01", "CUS-01")
def test_lins_program_enters_a_hospital_in_her_territory(program, lin):
    key = str(uuid4())
    body = {"uuid": key, "name": "临江市第二人民医院", "type": "hospital", "level": "3A"}

    answer = program(lin).post("organisations/", body)

    assert answer.status_code == 201
    assert (answer.json()["name"], answer.json()["status"]) == ("临江市第二人民医院", "active")
    customer = Customer.objects.get(uuid=key)
    assert [row.territory.code for row in customer.alignments.all()] == ["E11"]


@pytest.mark.req("ALL-01", "CUS-02")
def test_it_enters_a_doctor_with_her_place_of_work(program, lin, first_hospital):
    body = {
        "name": "宋雨桐",
        "type": "doctor",
        "organisation": str(first_hospital.customer.uuid),
        "position": "主治医师",
        "mobile": "13900001111",
    }

    said = program(lin).post("people/", body).json()

    assert [row["organisation"] for row in said["affiliations"]] == [
        str(first_hospital.customer.uuid)
    ]
    assert "13900001111" not in str(said)


@pytest.mark.req("ALL-01")
def test_it_changes_what_it_names_and_nothing_else(program, lin, first_hospital):
    before = program(lin).get(f"organisations/{first_hospital.customer.uuid}/").json()

    after = (
        program(lin)
        .patch(f"organisations/{first_hospital.customer.uuid}/", {"phone": "0571-1"})
        .json()
    )

    assert after == before | {"phone": "0571-1"}


@pytest.mark.req("GL-016")
def test_what_is_not_offered_cannot_be_set(program, lin, first_hospital):
    """Mass assignment: what a record shows may come back, and is left alone (pitfalls 4.7)."""
    key = first_hospital.customer.uuid
    body = {"uuid": str(uuid4()), "status": "archived", "tier": "strategic"}

    said = program(lin).patch(f"organisations/{key}/", body).json()

    assert (said["uuid"], said["status"], said["tier"]) == (str(key), "active", "")


def test_a_persons_place_of_work_begins_and_ends(program, lin, zhou, territories):
    clinic = factories.OrganisationFactory(name="东城诊所", territory=territories["E11"])
    lins = program(lin)
    body = {"person": str(zhou.customer.uuid), "organisation": str(clinic.customer.uuid)}

    begun = lins.post("affiliations/", body).json()
    found = lins.get("affiliations/", organisation=body["organisation"]).json()["results"]
    ended = lins.post(f"affiliations/{begun['uuid']}/end/", {"because": "Moved"}).json()

    assert found == [begun]
    assert (begun["valid_to"], ended["valid_to"]) == (None, begun["valid_from"])


@pytest.mark.req("GL-016")
def test_a_strangers_row_in_the_body_does_not_exist(program, lin, gu, first_hospital):
    body = {"person": str(gu.customer.uuid), "organisation": str(first_hospital.customer.uuid)}

    answer = program(lin).post("affiliations/", body)

    assert (answer.status_code, answer.json()["errors"].keys()) == (400, {"person"})


def test_lists_are_narrowed_by_their_address(program, lin, zhou, first_hospital):
    lins = program(lin)

    assert uuids(lins.get("people/", tier="strategic")) == [zhou.customer.uuid]
    assert uuids(lins.get("people/", tier="basic")) == []
    assert uuids(lins.get("organisations/", type="hospital")) == [first_hospital.customer.uuid]
    assert lins.get("people/", tier="golden").status_code == 400


@pytest.mark.req("ACC-03")
def test_phones_are_masked_for_the_director(program, director, first_hospital, arrange):
    with arrange():
        first_hospital.phone = "0592-1234567"
        first_hospital.save()

    said = program(director).get(f"organisations/{first_hospital.customer.uuid}/").json()

    assert said["phone"] == "•••"
