"""Follow-ups and filings for programs: what a person sees and does on pages, and no more."""

from datetime import timedelta

import pytest

from tests import factories
from tests.api.test_queries import queries_of
from visits.services.follow_up import add_follow_up

KEY = "01990000-0000-7000-8000-000000000007"


@pytest.fixture
def call(lin, zhou, today):
    return add_follow_up(zhou.customer, what="Call about dialysis", due_on=today, by=lin)


def whats(answer):
    return [row["what"] for row in answer.json()["results"]]


@pytest.mark.req("VIS-05b")
def test_one_is_added_and_done_with_what_was_done(program, lin, zhou, today):
    lins = program(lin)
    said = {"customer": str(zhou.customer.uuid), "what": "Call", "due_on": today.isoformat()}

    added = lins.post("follow-ups/", said | {"uuid": KEY})
    done = lins.post(f"follow-ups/{KEY}/done/", {"evidence": "Called, she is content"})

    assert (added.status_code, done.status_code) == (201, 200)
    assert added.json()["owner"] == str(lin.uuid)
    assert done.json()["evidence"] == "Called, she is content"
    assert done.json()["done_at"] is not None


@pytest.mark.req("ALL-01")
def test_the_same_again_is_the_same_row_and_another_under_its_key_is_refused(
    program, lin, zhou, today
):
    lins = program(lin)
    said = {"customer": str(zhou.customer.uuid), "due_on": today.isoformat(), "uuid": KEY}

    answers = [lins.post("follow-ups/", said | {"what": what}) for what in ("Call", "Call", "Go")]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert len(lins.get("follow-ups/").json()["results"]) == 1


@pytest.mark.req("VIS-05b")
def test_open_ones_until_a_day_are_listed_for_who_sees_the_customer(
    program, lin, shen, chen, call, zhou, today
):
    add_follow_up(zhou.customer, what="Later", due_on=today + timedelta(days=9), by=lin)
    asked = {"is_open": "true", "due_until": today.isoformat()}

    assert whats(program(lin).get("follow-ups/", **asked)) == ["Call about dialysis"]
    assert whats(program(shen).get("follow-ups/")) == ["Later", "Call about dialysis"]
    assert whats(program(chen).get("follow-ups/")) == []


def test_only_its_owner_closes_it_and_never_without_words(program, lin, shen, call):
    address = f"follow-ups/{call.uuid}/"

    assert program(shen).post(address + "drop/", {"because": "No"}).status_code == 403
    assert program(lin).post(address + "done/", {"evidence": ""}).status_code == 400
    dropped = program(lin).post(address + "drop/", {"because": "She has moved away"})
    assert dropped.json()["dropped_reason"] == "She has moved away"
    assert program(lin).post(address + "done/", {"evidence": "?"}).status_code == 409


def test_words_are_hidden_from_the_director(program, director, call):
    assert whats(program(director).get("follow-ups/")) == ["•••"]


@pytest.mark.req("CN-001")
def test_filings_are_read_by_whom_they_concern(program, lin, shen, chen, wen, today):
    def numbers(reader, **asked):
        rows = program(reader).get("filings/", **asked).json()["results"]
        return {row["number"] for row in rows}

    hers, chens = lin.filings.get().number, chen.filings.get().number
    assert numbers(lin) == numbers(shen) == {hers}
    assert numbers(wen) == {hers, chens}
    assert numbers(wen, user=str(lin.uuid), valid_on=today.isoformat()) == {hers}
    assert numbers(wen, valid_on="1999-01-01") == set()


@pytest.mark.req("ALL-01")
def test_ten_follow_ups_and_filings_cost_as_many_queries_as_one(
    program, lin, wen, call, zhou, today, holder
):
    lins, wens = program(lin), program(wen)
    for path, reader in [("follow-ups/", lins), ("filings/", wens)]:
        queries_of(reader, path)
    one = queries_of(lins, "follow-ups/")[0], queries_of(wens, "filings/")[0]
    for number in range(9):
        add_follow_up(zhou.customer, what=f"Call {number}", due_on=today, by=lin)
        user = factories.UserFactory(username=f"rep{number}", roles=["rep"])
        factories.RepFilingFactory(user=user, holder=holder)

    assert (queries_of(lins, "follow-ups/")[0], queries_of(wens, "filings/")[0]) == one
