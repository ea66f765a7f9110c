"""A steward's program brings in a list."""

import io

import pytest

from accounts.services.job import run_job
from customers.models import Customer, CustomerImport

LIST = "编码,单位名称\nH-1,临江市第三人民医院\nH-2,\n"
DEFINITION = {
    "kind": "organisation",
    "takes": [
        {"field": "name", "columns": ["单位名称"]},
        {"field": "external_id", "columns": ["编码"]},
    ],
}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_file(name="list.csv"):
    file = io.BytesIO(LIST.encode())
    file.name = name
    return file


def worked_off(uuid):
    run_job(CustomerImport.objects.get(uuid=uuid).job_id)


@pytest.mark.req("ALL-01", "CUS-10")
def test_upload_check_report_and_import(program, steward):
    stewards = program(steward)

    uuid = stewards.upload("imports/", a_file()).json()["uuid"]
    body = {"source": "city list", "definition": DEFINITION, "mode": "skip_bad_lines"}
    assert stewards.post(f"imports/{uuid}/check/", body).json()["status"] == "checking"
    worked_off(uuid)
    checked = stewards.get(f"imports/{uuid}/").json()
    bad = stewards.get(f"imports/{uuid}/lines/", verdict="reject").json()["results"]
    stewards.post(f"imports/{uuid}/apply/")
    worked_off(uuid)

    assert (checked["status"], checked["created"], checked["rejected"]) == ("checked", 1, 1)
    assert [line["number"] for line in bad] == [3]
    assert "The line has no name." in bad[0]["findings"]
    assert stewards.get(f"imports/{uuid}/").json()["status"] == "applied"
    assert Customer.objects.get(external_id="H-1").name == "临江市第三人民医院"


@pytest.mark.req("ALL-01", "CUS-10")
def test_an_import_is_undone_after_a_look_at_what_that_does(program, steward):
    stewards = program(steward)
    uuid = stewards.upload("imports/", a_file()).json()["uuid"]
    assert stewards.get(f"imports/{uuid}/undo-preview/").status_code == 409
    body = {"source": "city list", "definition": DEFINITION, "mode": "skip_bad_lines"}
    stewards.post(f"imports/{uuid}/check/", body)
    worked_off(uuid)
    stewards.post(f"imports/{uuid}/apply/")
    worked_off(uuid)

    preview = stewards.get(f"imports/{uuid}/undo-preview/").json()
    assert stewards.post(f"imports/{uuid}/undo/").json()["status"] == "undoing"
    worked_off(uuid)

    assert preview == {"archived": 1, "changed": 0, "attached": []}
    assert stewards.get(f"imports/{uuid}/").json()["status"] == "undone"
    assert not Customer.objects.active().exists()


def test_an_unknown_list_says_how_it_is_read(program, steward):
    stewards = program(steward)
    uuid = stewards.upload("imports/", a_file()).json()["uuid"]

    answer = stewards.post(f"imports/{uuid}/check/")

    assert (answer.status_code, answer.json()["errors"].keys()) == (409, {"source"})


def test_an_upload_sent_twice_under_one_key_is_one_import(program, steward):
    stewards = program(steward)

    first = stewards.upload("imports/", a_file(), key="one")
    again = stewards.upload("imports/", a_file(), key="one")

    assert first.json() == again.json()
    assert CustomerImport.objects.count() == 1


@pytest.mark.req("GL-016")
def test_lins_program_imports_nothing(program, lin):
    assert program(lin).get("imports/").status_code == 403
    assert program(lin).upload("imports/", a_file()).status_code == 403
