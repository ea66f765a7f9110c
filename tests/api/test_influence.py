"""Programs note and read who influences whom."""

import pytest
from django.utils import timezone

from tests.api.conftest import uuids
from tests.factories import PersonFactory

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def said(zhou, first_hospital, territories):
    situ = PersonFactory(name="司徒映川", territory=territories["E11"])
    return {
        "who": str(situ.customer.uuid),
        "kind": "advises",
        "whom": str(zhou.customer.uuid),
        "source": "colleague",
    }


@pytest.mark.req("ALL-01", "CUS-03")
def test_lins_program_notes_a_relation_reads_it_and_ends_it(program, lin, said):
    noted = program(lin).post("influences/", said)
    listed = program(lin).get("influences/", whom=said["whom"], kind="advises").json()["results"]
    ended = program(lin).post(f"influences/{listed[0]['uuid']}/end/", {"on": TODAY})

    assert (noted.status_code, listed) == (201, [noted.json()])
    assert {name: listed[0][name] for name in said} == said
    assert ended.json()["valid_to"] == TODAY


@pytest.mark.req("ALL-01", "GL-016")
def test_another_region_reads_none_of_it(program, chen, lin, said):
    program(lin).post("influences/", said)

    assert uuids(program(chen).get("influences/")) == []
