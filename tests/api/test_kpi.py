"""A program reads figures and, for each, exactly the rows behind it."""

import pytest

from analytics.kpis import KPIS
from analytics.services.dirty_day import refresh
from tests.api.conftest import uuids


@pytest.mark.req("ALL-01", "ANA-01")
def test_every_definition_is_read_in_words(program, lin):
    listed = program(lin).get("kpis/").json()

    assert [row["code"] for row in listed] == list(KPIS)
    one = program(lin).get("kpis/effective_rate/").json()
    assert (one["title"], one["unit"], one["target"]) == ("Effective-visit rate", "percent", 75)
    assert program(lin).get("kpis/happiness/").status_code == 404


@pytest.mark.req("ALL-01", "ANA-01")
def test_the_rows_are_as_many_as_the_figure_says(program, shen, submitted, reads):
    refresh()
    shens = program(shen)

    said = shens.get("kpis/effective_rate/figure/", period="month").json()
    rows = shens.get("kpis/effective_rate/rows/", period="month", part="denominator")

    assert (said["value"], said["numerator"], said["denominator"]) == (100, 1, 1)
    assert uuids(rows) == [submitted.uuid]
    assert rows.json()["results"][0]["kind"] == "visit"
    assert reads(shen) == [("visits.visit", None, 1)]


@pytest.mark.req("GL-016")
def test_chen_counts_none_of_lins_visits(program, chen, lin, submitted):
    refresh()
    chens = program(chen)

    assert chens.get("kpis/attempts/figure/", period="year").json()["value"] == 0
    assert uuids(chens.get("kpis/attempts/rows/", period="year")) == []


def test_a_period_that_is_none_is_malformed(program, lin):
    answer = program(lin).get("kpis/attempts/figure/", period="fortnight")

    assert (answer.status_code, answer.json()["errors"].keys()) == (400, {"period"})
