"""A figure counts only what its reader may see."""

import pytest
from django.core.exceptions import PermissionDenied

from analytics.drilldown import rows_of
from analytics.kpis import KPIS, Part
from analytics.scope import Scope
from analytics.services.figure import read
from analytics.statements import Ask
from customers.services.alignment import rewrite_today
from tests.analytics.conftest import SEPTEMBER


@pytest.mark.req("ANA-02")
def test_chen_sees_none_of_lins_numbers(september, figures, chen, lin, territories):
    assert figures(chen, "visits_done").value == 1
    assert figures(chen, "visits_done", person=lin).value == 0
    assert figures(chen, "visits_done", territory=territories["E11"]).value == 0
    assert figures(chen, "coverage", territory=territories["E11"]).denominator == 0
    assert figures(chen, "coverage", person=lin).denominator == 0
    assert figures(chen, "on_time", person=lin).denominator == 0


@pytest.mark.req("ANA-02")
def test_a_manager_reads_her_district_and_an_executive_the_nation(
    september, figures, lin, shen, director, wen
):
    assert figures(lin, "visits_done").value == 4
    assert figures(shen, "visits_done").value == 4
    assert figures(director, "visits_done").value == 5
    assert figures(wen, "visits_done").value == 5


@pytest.mark.req("ANA-02")
def test_nobody_reads_figures_without_the_permission(september, mo, an):
    for outsider in (mo, an):
        with pytest.raises(PermissionDenied):
            read(Ask(Scope(outsider, SEPTEMBER), {"now": SEPTEMBER}))


def test_a_customer_who_moved_away_is_no_longer_the_managers_target(
    september, figures, shen, director, arrange, zhou, territories
):
    with arrange():
        zhou.customer.alignments.update(territory=territories["W11"])

    rewrite_today([zhou.customer.pk])

    assert figures(shen, "coverage").denominator == 3
    assert figures(director, "coverage").denominator == 5


@pytest.mark.parametrize("code", sorted(KPIS))
def test_no_row_behind_a_figure_is_another_persons(code, september, figures, chen, lin, shen):
    figures(chen, code)
    for part in Part:
        if part == Part.DENOMINATOR and not KPIS[code].is_ratio:
            continue
        mine = rows_of(KPIS[code], Scope(chen, SEPTEMBER), part)
        theirs = rows_of(KPIS[code], Scope(chen, SEPTEMBER, person=lin), part)

        assert {row.pk for row in mine} & {
            row.pk for row in rows_of(KPIS[code], Scope(lin, SEPTEMBER), part)
        } == set()
        assert list(theirs) == []
