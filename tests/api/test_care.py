"""Playbooks and care for programs: what a person reads and does on pages, and no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.models import Playbook
from customers.services.care import finish_care
from customers.services.care_cycle import turn_care
from tests import factories
from tests.api.test_queries import queries_of
from tests.customers_care.conftest import digest, due, in_force, xiang  # noqa: F401

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.req("CUS-05")
def test_a_playbook_is_drafted_filled_and_put_in_force(program, xiang):  # noqa: F811
    hers = program(xiang)
    draft = hers.post("playbooks/", {"tier": "growth", "customer_type": "clinic"}).json()
    path = f"playbooks/{draft['uuid']}/"
    item = {"kind": "delivery", "times": 2, "period": "quarter"}
    hers.post(f"{path}add_item/", item)
    second = hers.post(f"{path}add_item/", {"kind": "peer", "times": 1, "period": "year"})
    (_first, peer) = second.json()["items"]
    hers.post(f"{path}remove_item/", {"item": peer["uuid"]})
    live = hers.post(f"{path}put_in_force/", {"valid_from": TOMORROW.isoformat()}).json()

    assert (live["status"], live["valid_from"], live["version"]) == ("live", str(TOMORROW), 1)
    assert [row["kind"] for row in live["items"]] == ["delivery"]
    assert hers.post(f"{path}discard/").status_code == 409
    assert Playbook.objects.get().history.latest().via == "api"


@pytest.mark.req("CUS-05")
def test_lins_program_writes_none_and_sees_no_draft(program, lin, xiang):  # noqa: F811
    program(xiang).post("playbooks/", {"tier": "growth", "customer_type": "clinic"})
    lins = program(lin)

    assert lins.get("playbooks/").json()["results"] == []
    asked = lins.post("playbooks/", {"tier": "basic", "customer_type": "clinic"})
    assert asked.status_code == 403


@pytest.mark.req("CUS-05")
def test_care_is_listed_and_done_with_evidence(program, lin, zhou, due):  # noqa: F811
    lins = program(lin)
    (row,) = lins.get("care/", customer=str(zhou.customer.uuid), status="open").json()["results"]
    assert (row["uuid"], row["kind"], row["owner"]) == (str(due.uuid), "literature", str(lin.uuid))

    bare = lins.post(f"care/{due.uuid}/done/")
    assert (bare.status_code, "how" in bare.json()["errors"]) == (409, True)
    done = lins.post(f"care/{due.uuid}/done/", {"how": "sent", "note": "With page 3"}).json()
    assert (done["status"], done["how"], done["note"]) == ("done", "sent", "With page 3")


@pytest.mark.req("CUS-05")
def test_it_is_skipped_with_a_reason(program, lin, due):  # noqa: F811
    skipped = program(lin).post(f"care/{due.uuid}/skip/", {"because": "On leave"}).json()

    assert (skipped["status"], skipped["reason"]) == ("skipped", "On leave")


@pytest.mark.req("CUS-05")
def test_chens_program_is_not_told_and_the_director_reads_no_notes(
    program,
    lin,
    chen,
    director,
    due,  # noqa: F811
):
    finish_care(due, note="Her patients travel far", by=lin)

    assert program(chen).get(f"care/{due.uuid}/").status_code == 404
    assert program(director).get(f"care/{due.uuid}/").json()["note"] == "•••"


@pytest.mark.req("CUS-05")
def test_a_list_costs_the_same_for_one_and_for_three(program, lin, due, territories):  # noqa: F811
    lins = program(lin)
    queries_of(lins, "care/")  # notes the token's use, once a day
    one = queries_of(lins, "care/")
    for name in "AB":
        person = factories.PersonFactory(name=name, territory=territories["E11"])
        factories.set_tier(person.customer, "strategic")
    turn_care()

    assert queries_of(lins, "care/") == (one[0], 3)
