"""Each figure opens exactly its rows."""

import statistics

import pytest

from accounts.models import Product
from analytics.drilldown import rows_of
from analytics.kpis import KPIS, Kind, Part
from analytics.periods import Period
from analytics.scope import Scope
from analytics.services.figure import Figure, figure, read
from analytics.statements import NOW, Ask
from tests.analytics.conftest import SEPTEMBER, day

CODES = sorted(KPIS)
PARTS = {
    kpi.code: [Part.NUMERATOR, Part.DENOMINATOR] if kpi.is_ratio else [Part.NUMERATOR]
    for kpi in KPIS.values()
}


def counted(found: Figure, part):
    if found.kpi.kind == Kind.DISTRIBUTION:
        return found.denominator
    return found.numerator if part == Part.NUMERATOR else found.denominator


def scopes(viewer, lin, territories, product):
    """Every way in which a page narrows a figure."""
    whole = Scope(viewer, SEPTEMBER)
    narrower = [
        {},
        {"period": Period(day(1), day(1))},
        {"period": Period(day(8), day(14))},
        {"territory": territories["E"]},
        {"territory": territories["E11"]},
        {"territory": territories["W11"]},
        {"person": lin},
        {"person": lin, "territory": territories["E1"], "tier": "strategic"},
        {"tier": "growth"},
        {"tier": ""},
        {"customer_type": "doctor"},
        {"customer_type": "hospital"},
        {"line": "cardio"},
    ]
    return [whole.only(**words) for words in narrower]


@pytest.mark.req("PROMISE-2")
@pytest.mark.parametrize("code", CODES)
def test_a_figure_has_as_many_rows_as_it_says(
    code, september, figures, lin, shen, director, territories, product
):
    kpi = KPIS[code]
    figures(director, code)
    told, seen = [], []
    for viewer in (lin, shen, director):
        for scope in scopes(viewer, lin, territories, product):
            for part in PARTS[code]:
                told.append(counted(figure(kpi, scope), part))
                seen.append(rows_of(kpi, scope, part).count())

    assert seen == told
    assert sum(told) > 0


@pytest.mark.req("PROMISE-2")
@pytest.mark.parametrize("code", [code for code in CODES if KPIS[code].by_product])
def test_a_products_figure_has_as_many_rows_as_it_says(code, september, figures, lin, product):
    kpi = KPIS[code]
    figures(lin, code)
    for narrower in ({}, {"tier": "strategic"}):
        scope = Scope(lin, SEPTEMBER, product=Product.objects.get(pk=product.pk), **narrower)
        told = [counted(figure(kpi, scope), part) for part in PARTS[code]]

        assert [rows_of(kpi, scope, part).count() for part in PARTS[code]] == told


@pytest.mark.req("PROMISE-2")
@pytest.mark.parametrize("code", CODES)
def test_the_lines_of_a_table_are_the_figures_of_their_groups(
    code, september, figures, lin, chen, director, territories
):
    kpi = KPIS[code]
    figures(director, code)
    whole = Scope(director, SEPTEMBER)
    periods = {NOW: SEPTEMBER}
    roots = (territories["E"].pk, territories["W"].pk)
    people, cells = read(
        Ask(whole, periods, by=("person",)),
        Ask(whole, periods, by=("territory", "tier"), roots=roots),
    )

    for person in (lin, chen):
        alone = figure(kpi, whole.only(person=person))
        assert people.figure(kpi, person=person.pk) == alone
    for territory in (territories["E"], territories["W"]):
        for tier in ("strategic", "growth", "basic", ""):
            alone = figure(kpi, whole.only(territory=territory, tier=tier))
            assert cells.figure(kpi, territory=territory.pk, tier=tier) == alone


def test_a_median_is_that_of_the_rows(september, figures, lin):
    found = figures(lin, "first_response")
    rows = rows_of(found.kpi, Scope(lin, SEPTEMBER), Part.NUMERATOR)

    minutes = rows.values_list("first_response_minutes", flat=True)
    assert found.median == statistics.median(minutes)
