"""Two records of Zhou are one: figures of her count her once, and two again when the merge is undone (CUS-11)."""

import pytest

from analytics.drilldown import rows_of
from analytics.kpis import KPIS, Part
from analytics.scope import Scope
from analytics.services.fact import differences
from customers.models import Duplicate
from customers.services.merge import merge_customers
from customers.services.merge_undo import undo_merge
from tests.analytics.conftest import SEPTEMBER, day
from tests.factories import PersonFactory

pytestmark = pytest.mark.req("CUS-11")


@pytest.fixture
def two(lin, zhou, visited, territories, arrange):
    """Lin met Zhou twice: once under each name."""
    latin = PersonFactory(name="Lan Zhou", territory=territories["E11"])
    visited(lin, zhou.customer, day(1))
    visited(lin, latin.customer, day(8))
    with arrange():
        return Duplicate.objects.create(
            left=zhou.customer, right=latin.customer, kind="person", score=60
        )


def test_the_two_are_one_target_met_twice(two, lin, zhou, steward, figures):
    before = [figures(lin, code) for code in ("coverage", "frequency")]

    merge = merge_customers(two, survivor=zhou.customer, because="one badge", by=steward)

    # The hospital is a target too, and nobody was there.
    coverage, frequency = figures(lin, "coverage"), figures(lin, "frequency")
    assert [(one.numerator, one.denominator) for one in before] == [(2, 3), (2, 2)]
    assert (coverage.numerator, coverage.denominator) == (1, 2)
    assert (frequency.numerator, frequency.denominator) == (2, 1)
    rows = rows_of(KPIS["frequency"], Scope(lin, SEPTEMBER), Part.NUMERATOR)
    assert rows.count() == 2
    assert differences() == []

    undo_merge(merge, because="two sisters", by=steward)
    assert [figures(lin, code) for code in ("coverage", "frequency")] == before
