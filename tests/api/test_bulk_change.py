"""Programs act on many customers as people do: preview, start, read, take back."""

import pytest

from accounts.services.job import run_job
from customers.models import BulkChange
from customers.services.tag import create_tag
from tests.customers_bulk.conftest import tagged


@pytest.fixture
def tag(lin):
    return create_tag(name="教学医院", by=lin)


@pytest.fixture
def body(tag):
    return {"kind": "tag_add", "arguments": {"tag": str(tag.uuid)}, "filter": "kind=person"}


def work():
    run_job(BulkChange.objects.get().job_id)


@pytest.mark.req("CUS-13", "ALL-01")
def test_a_program_sees_starts_reads_and_takes_back(program, lin, zhou, first_hospital, tag, body):
    lins = program(lin)
    seen = lins.post("bulk-changes/preview/", body).json()
    assert seen == {"chosen": 1, "changing": 1, "left_out": [], "effects": []}

    started = lins.post("bulk-changes/", body | {"because": "Round", "expected": 1})
    assert (started.status_code, started.json()["status"]) == (201, "applying")
    work()
    path = f"bulk-changes/{started.json()['uuid']}/"
    done = lins.get(path).json()
    assert (done["status"], done["changed"], done["whom"]) == ("applied", 1, "Kind: Person")
    assert lins.get(f"{path}items/", state="done").json()["results"] == [
        {"customer": str(zhou.customer.uuid), "state": "done", "why": ""}
    ]
    assert lins.get(f"people/{zhou.customer.uuid}/").json()["tags"] == ["教学医院"]
    assert len(lins.get("people/", tag="教学医院").json()["results"]) == 1

    assert lins.post(f"{path}undo/", {"because": "A mistake"}).json()["status"] == "undoing"
    work()
    assert (lins.get(path).json()["undone"], tagged(tag)) == (1, set())
    assert lins.post(f"{path}undo/", {"because": "Again"}).status_code == 409


@pytest.mark.req("CUS-13", "ALL-01")
@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "erase"},
        {"arguments": {"tag": "nothing"}},
        {"filter": "tier=platinum"},
        {"filter": "teir=strategic"},
        {"expected": 7},
    ],
    ids=lambda wrong: "-".join(wrong) + "=" + str(*wrong.values()),
)
def test_what_cannot_be_read_changes_nobody(program, lin, zhou, body, wrong):
    answer = program(lin).post("bulk-changes/", body | {"because": "Round"} | wrong)

    assert (answer.status_code, BulkChange.objects.count()) == (409, 0)


@pytest.mark.req("CUS-13", "ALL-01")
def test_chens_program_is_not_told_of_it_and_mos_may_not(program, lin, chen, mo, zhou, body):
    uuid = program(lin).post("bulk-changes/", body | {"because": "Round"}).json()["uuid"]

    assert program(chen).get(f"bulk-changes/{uuid}/").status_code == 404
    assert program(chen).get("bulk-changes/").json()["results"] == []
    assert program(mo).post("bulk-changes/preview/", body).status_code == 403
    assert program(lin).post(f"bulk-changes/{uuid}/stop/").json()["status"] == "stopped"


@pytest.mark.req("CUS-13", "ALL-01")
def test_tags_are_made_and_changed(program, lin, mo):
    lins = program(lin)
    made = lins.post("tags/", {"name": "本季重点"}).json()
    changed = lins.patch(f"tags/{made['uuid']}/", {"is_archived": True}).json()

    assert changed == made | {"is_archived": True}
    assert lins.get("tags/", is_archived="false").json()["results"] == []
    assert program(mo).post("tags/", {"name": "X"}).status_code == 403


@pytest.mark.req("CUS-13", "ALL-01")
def test_a_saved_filter_is_shared_renamed_and_removed(program, lin, shen, chen, territories):
    shens = program(shen)
    body = {"name": "Key", "query": "tier=strategic", "shared_with": str(territories["E1"].uuid)}
    made = shens.post("segments/", body).json()
    path = f"segments/{made['uuid']}/"

    assert [row["name"] for row in program(lin).get("segments/").json()["results"]] == ["Key"]
    assert program(lin).patch(path, {"name": "Mine"}).status_code == 403
    assert program(chen).get(path).status_code == 404
    assert shens.patch(path, {"name": "Key doctors"}).json()["shared_with"] == body["shared_with"]
    assert shens.post(f"{path}archive/").json()["is_archived"]
