"""Shen opens her board, and each figure on it opens its rows."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.forms import choosing
from accounts.services.territory import join_territory
from analytics.forms.figure import FigureForm
from analytics.kpis import KPIS
from analytics.services import dirty_day
from tests import factories
from tests.analytics.conftest import at, day

SEPTEMBER_ON = {"period": "month", "on": "2025-09-15"}


@pytest.fixture
def board(september, as_user):
    """board(shen, sort="name"): the page, figures up to date."""
    dirty_day.refresh()

    def get(user, **words):
        return as_user(user).get("/dashboard/", {**SEPTEMBER_ON, **words})

    return get


def told(tiles):
    return {tile.label: (tile.value, tile.numerator, tile.denominator) for tile in tiles}


@pytest.mark.req("ANA-02")
def test_the_board_shows_the_months_figures(board, shen):
    shen.language = "en"
    response = board(shen)

    assert response.status_code == 200
    assert {
        str(label): value
        for label, value in told(response.context["headlines"] + response.context["others"]).items()
    } == {
        "Effective-visit rate": (50.0, 2, 4),
        "Coverage": (75.0, 3, 4),
        "Frequency": (3.0, 3, 1),
        "Customer information in date": (0.0, 0, 3),
        "Logged in time": (75.0, 3, 4),
        "Promises kept": (33.3, 1, 3),
        "First-response time": ("10.0", None, None),
        "Follow-up done": (50.0, 1, 2),
        "Resolution time": ("2.0", None, None),
        "Playbook care done": (33.3, 1, 3),
        "Planned visits": (4, None, None),
        "Attempts": (5, None, None),
        "Visits done": (4, None, None),
        "Effective visits": (2, None, None),
    }


def links_to_rows(page):
    """[(text, address)] of every figure on a page."""
    found = re.findall(r'<a[^>]* href="(/figures/[^"#]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [(re.sub(r"<[^>]+>", " ", text), unescape(url)) for url, text in found]


@pytest.mark.req("PROMISE-2")
def test_every_link_of_the_board_opens_as_many_rows_as_it_says(board, shen, as_user):
    client = as_user(shen)
    checked = 0
    for text, url in links_to_rows(board(shen).text):
        page = client.get(url)
        assert page.status_code == 200, url
        context = page.context
        assert len(context["page"].rows) == context["count"], url
        if "part=" in url or re.fullmatch(r"\s*[\d,]+\s*", text):
            shown = re.search(r"[\d,]+", text).group()
            assert shown == str(context["count"]), (url, text)
            checked += 1
    # Both parts of seven ratios, one of an eighth, and three plain counts above zero, one of them again in the table of people.
    assert checked == 20


@pytest.mark.req("ANA-02")
def test_people_are_sorted_by_any_figure_and_those_without_come_last(
    board, shen, territories, lin, visited, zhou
):
    factory = factories.UserFactory(username="yu", name="于", roles=["rep"])
    join_territory(factory, territories["E12"], valid_from=factories.LONG_AGO, by=factories.TESTS)

    def names(**words):
        return [str(line.subject) for line in board(shen, **words).context["people"]]

    assert names(sort="-effective_rate") == ["林晓彤", "于"]
    assert names(sort="effective_rate") == ["林晓彤", "于"]
    assert names(sort="name") == ["于", "林晓彤"]
    assert names(sort="-name") == ["林晓彤", "于"]


def test_a_low_figure_is_marked(board, shen):
    (lin,) = board(shen).context["people"]

    assert [cell.is_low for cell in lin.cells] == [True, True, False, True, True, True, False]


@pytest.mark.req("ANA-02")
def test_the_heat_map_tells_territories_and_tiers_apart(board, shen, director):
    def cells(user, **words):
        context = board(user, **words).context
        return {
            line.subject.code: [
                (cell.figure.numerator, cell.figure.denominator) for cell in line.cells
            ]
            for line in context["heat"]
        }

    # Strategic Zhou, growth Hu, nobody basic; Ma and the hospital have no tier.
    assert cells(shen) == {"E11": [(1, 1), (1, 1), (0, 0), (1, 2)]}
    assert cells(director) == {
        "E": [(1, 1), (1, 1), (0, 0), (1, 2)],
        "W": [(0, 0), (0, 0), (0, 0), (1, 1)],
    }
    assert cells(director, territory="W") == {"W1": [(0, 0), (0, 0), (0, 0), (1, 1)]}


def test_the_period_before_is_cut_to_the_same_days(board, shen, visited, lin, zhou):
    visited(lin, zhou.customer, day(1).replace(month=8))
    dirty_day.refresh()

    tile = next(t for t in board(shen).context["others"] if t.label == "Visits done")
    assert (tile.delta, tile.delta_tone, tile.delta_icon) == ("3", "good", "arrow-up-right")


def test_promises_at_risk_and_amendments_stand_beside(board, shen):
    context = board(shen).context

    assert (context["at_risk"].count, context["amendments"].count) == (1, 0)


@pytest.mark.req("ANA-02")
def test_one_person_or_many_cost_the_same_queries(
    september, shen, territories, visited, asked, as_user
):
    client = as_user(shen)

    def queries():
        dirty_day.refresh()
        with CaptureQueriesContext(connection) as asked_for:
            page = client.get("/dashboard/", SEPTEMBER_ON)
        return len(page.context["people"]), len(asked_for)

    client.get("/dashboard/", SEPTEMBER_ON)
    one, before = queries()
    for number in range(10):
        rep = factories.UserFactory(name=f"Rep {number}", roles=["rep"])
        join_territory(rep, territories["E12"], valid_from=factories.LONG_AGO, by=factories.TESTS)
        doctor = factories.PersonFactory(name=f"Doctor {number}", territory=territories["E12"])
        visited(rep, doctor.customer, day(3))
        asked(rep, doctor.customer, at(day(3), 10), due=at(day(4), 10))
    many, after = queries()

    assert (one, many) == (1, 11)
    assert before == after <= 12


@pytest.mark.req("ANA-02")
def test_a_rep_has_her_own_figures_and_no_board(board, lin, as_user):
    page = as_user(lin).get("/my-figures/", SEPTEMBER_ON)

    assert board(lin).status_code == 403
    assert told(page.context["headlines"])["Coverage"] == (75.0, 3, 4)


@pytest.mark.req("ANA-02")
def test_what_one_may_not_see_is_not_found(board, shen, chen, as_user, lin):
    client = as_user(chen)
    assert board(shen, territory="W11").status_code == 404
    assert (
        client.get("/figures/visits_done/", {**SEPTEMBER_ON, "territory": "E11"}).status_code == 404
    )
    assert client.get("/figures/nonsense/").status_code == 404
    rows = client.get("/figures/visits_done/", {**SEPTEMBER_ON, "person": str(lin.uuid)})
    assert (rows.status_code, rows.context["page"].rows) == (200, [])


@pytest.mark.req("ANA-01")
def test_every_definition_can_be_read(as_user, lin):
    page = as_user(lin).get("/figures/")

    assert [kpi.code for kpi, _target in page.context["kpis"]] == list(KPIS)


@pytest.mark.req("ANA-02")
def test_rows_and_people_can_be_taken_along(board, shen, director, as_user):
    rows = as_user(shen).get("/figures/visits_done/", {**SEPTEMBER_ON, "format": "csv"})
    people = board(shen, format="csv")

    assert len(b"".join(rows).decode().splitlines()) == 1 + 4
    assert len(b"".join(people).decode().splitlines()) == 1 + 1
    denied = as_user(director).get("/figures/visits_done/", {**SEPTEMBER_ON, "format": "csv"})
    assert denied.status_code == 403


def test_an_executive_reads_no_free_text(board, director, shen, as_user):
    address = ("/figures/on_time/", {**SEPTEMBER_ON, "part": "denominator"})
    board(director)

    assert "肾功能不全怎么用" in as_user(shen).get(*address).text
    assert "肾功能不全怎么用" not in as_user(director).get(*address).text


def test_a_big_companys_board_offers_the_upper_levels_and_what_is_near_the_chosen(
    director, territories, monkeypatch
):
    monkeypatch.setattr(choosing, "MOST", 4)
    cut = "More: choose a territory first"

    upper = FigureForm({}, user=director).fields["territory"].choices
    near = FigureForm({"territory": "W1"}, user=director).fields["territory"].choices

    assert [value or label for value, label in upper][1:] == ["CN", "E", "E1", "W", cut]
    assert [value or label for value, label in near][1:] == ["CN", "W", "W1", "W11"]
