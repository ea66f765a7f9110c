"""Compliance's program asks who changed what; nobody else's does."""

import pytest


@pytest.mark.req("ALL-01", "CMP-01")
def test_wens_program_reads_who_planned_lins_visit(program, wen, lin, planned):
    said = program(wen).get("history/", type="visits.visit").json()

    assert [(row["who"], row["action"]) for row in said["results"]] == [("林晓彤", "visit.plan")]
    assert said["results"][0]["record"]["key"] == str(planned.uuid)
    assert said["next"] is None
    assert said["looked_to"] is None


@pytest.mark.req("ALL-01", "CMP-01")
def test_and_one_record_through_time(program, wen, submitted):
    said = program(wen).get(f"history/visits.visit/{submitted.uuid}/").json()

    assert [version["action"] for version in said["versions"]] == ["visit.submit", "visit.plan"]
    assert said["record"]["label"] == "visits.visit"
    status = {"part": "", "field": "Status", "before": "Planned", "after": "Submitted"}
    assert status in said["differences"]


@pytest.mark.req("GL-016")
def test_lins_does_not(program, lin, planned):
    assert program(lin).get("history/").status_code == 403
    assert program(lin).get(f"history/visits.visit/{planned.uuid}/").status_code == 403


def test_a_record_of_no_known_kind_does_not_exist(program, wen, planned):
    assert program(wen).get(f"history/visits.secret/{planned.uuid}/").status_code == 404
    assert program(wen).get("history/", type="visits.secret").status_code == 400


@pytest.mark.req("CMP-03")
def test_the_search_is_in_the_access_log(program, wen, planned, reads):
    program(wen).get("history/", type="visits.visit")

    assert reads(wen) == [("history", None, 1)]


@pytest.mark.req("ALL-01", "CMP-01")
@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"action": "plan"}, 1),
        ({"action": "submit"}, 0),
        ({"channel": "api"}, 0),
        ({"who": "lin"}, 1),
        ({"who": "system:tests"}, 0),
        ({"text": "Hand over"}, 1),
        ({"text": "Nothing like that"}, 0),
        ({"request": "unknown"}, 0),
        ({"first": "2020-01-01", "last": "2020-01-31"}, 0),
    ],
)
def test_each_filter_of_the_page_narrows_the_answer_too(program, wen, planned, asked, number):
    said = program(wen).get("history/", type="visits.visit", **asked).json()

    assert len(said["results"]) == number
