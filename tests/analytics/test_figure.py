"""What September of Lin adds up to, worked out by hand."""

import datetime

import pytest

from analytics.kpis import KPIS
from analytics.periods import Period
from tests import factories
from tests.analytics.conftest import SEPTEMBER, at, day
from tests.factories import COMPANY_ZONE

# (numerator, denominator) of Lin's September in tests/analytics/conftest.py.
BY_HAND = {
    # Five plans have a day in September: the 1st, 5th, 8th and 22nd of Lin's.
    "visits_planned": (4, None),
    "attempts": (5, None),
    # The visit that did not see Hu was no visit done; the one too short was.
    "visits_done": (4, None),
    "visits_effective": (2, None),
    "effective_rate": (2, 4),
    # The short one was logged 30 hours after its end.
    "timeliness": (3, 4),
    # Zhou, Hu as participant and the hospital as place of the 1st; Ma nobody met.
    "coverage": (3, 4),
    # Zhou alone was the main customer of an effective visit, and had three visits done.
    "frequency": (3, 1),
    # One in time, one late, one unanswered.
    "on_time": (1, 3),
    # One by its day, one a day late, one dropped.
    "followup_rate": (1, 2),
    # On the last day Zhou's times were too old, and a fact of Hu had been taken back.
    "profile_freshness": (0, 3),
    # One by its day, one a day late, one closed when it was late already; two do not count.
    "care_done": (1, 3),
}


@pytest.mark.req("ANA-01")
@pytest.mark.parametrize("code", BY_HAND)
def test_the_month_adds_up_as_worked_out_by_hand(september, figures, lin, code):
    found = figures(lin, code)

    assert (found.numerator, found.denominator) == BY_HAND[code]


@pytest.mark.req("ANA-01")
def test_response_times_are_medians_of_business_hours(september, figures, lin):
    first, resolved = figures(lin, "first_response"), figures(lin, "resolution")

    # 2 and 18 hours: the middle is 10, and nine tenths of the way up is 16.4.
    assert (first.denominator, first.value, first.p90) == (2, 10.0, pytest.approx(16.4 * 60))
    assert (resolved.denominator, resolved.value) == (1, 2.0)


def test_every_kpi_has_a_golden_number_here():
    assert KPIS.keys() == BY_HAND.keys() | {"first_response", "resolution"}


def test_the_ratio_is_taken_last(september, figures, lin):
    assert figures(lin, "effective_rate").value == 50.0
    assert figures(lin, "frequency").value == 3.0


def test_nothing_to_divide_by_is_no_zero(september, figures, lin):
    empty = Period(datetime.date(2025, 8, 4), datetime.date(2025, 8, 4))

    assert figures(lin, "effective_rate", empty).value is None
    assert figures(lin, "first_response", empty).value is None
    assert figures(lin, "attempts", empty).value == 0
    # Nobody was met, but there were targets.
    assert figures(lin, "coverage", empty).value == 0.0


def test_a_visit_with_two_people_is_one_visit_and_covers_both(september, figures, lin):
    first = Period(day(1), day(1))

    assert figures(lin, "visits_done", first).value == 1
    assert figures(lin, "coverage", first).numerator == 3


def test_a_visit_counts_on_the_day_it_took_place_and_its_plan_on_the_day_planned(
    september, figures, lin
):
    on_the_8th = Period(day(8), day(8))

    assert figures(lin, "visits_done", on_the_8th).value == 1
    assert figures(lin, "visits_planned", on_the_8th).value == 1
    assert figures(lin, "visits_planned", Period(day(5), day(5))).value == 1


def test_a_tier_counts_as_it_was_on_the_day(lin, zhou, visited, figures, arrange):
    with arrange():
        held = zhou.customer.tier_periods.get()
        held.valid_to = day(9)
        held.save()
    factories.set_tier(zhou.customer, "growth", valid_from=day(10))
    visited(lin, zhou.customer, day(9))
    visited(lin, zhou.customer, day(10))
    visited(lin, zhou.customer, day(11))

    assert figures(lin, "visits_done", tier="strategic").value == 1
    assert figures(lin, "visits_done", tier="growth").value == 2
    # A target has one tier: that of the period's last day.
    assert figures(lin, "coverage", tier="strategic").denominator == 0
    assert (figures(lin, "coverage", tier="growth").numerator) == 1


def test_a_customer_closed_before_the_period_is_no_target(lin, zhou, gu, figures, arrange):
    with arrange():
        zhou.customer.status, zhou.customer.status_on = "closed", day(10)
        zhou.customer.save()

    october = Period(datetime.date(2025, 10, 1), datetime.date(2025, 10, 31))
    # The hospital stays; Zhou was there in September.
    assert figures(lin, "coverage").denominator == 2
    assert figures(lin, "coverage", october).denominator == 1


def test_a_visit_late_at_night_belongs_to_the_companys_day(lin, zhou, asked, figures):
    asked(
        lin,
        zhou.customer,
        at(day(1), 10),
        due=datetime.datetime(2025, 9, 2, 0, 30, tzinfo=COMPANY_ZONE),
    )

    assert figures(lin, "on_time", Period(day(1), day(1))).denominator == 0
    assert figures(lin, "on_time", Period(day(2), day(2))).denominator == 1


def test_products_repeat_a_visit_and_totals_do_not(september, figures, lin, product):
    assert figures(lin, "visits_effective", product=product).value == 2
    assert figures(lin, "visits_done", product=product).value == 2
    assert figures(lin, "visits_done").value == 4


def test_a_handed_over_territory_keeps_its_visits(
    september, figures, lin, shen, territories, arrange
):
    with arrange():
        membership = lin.memberships.get()
        membership.territory = territories["W11"]
        membership.save()

    assert figures(shen, "visits_done", SEPTEMBER).value == 4
    assert figures(lin, "visits_done", SEPTEMBER).value == 4
