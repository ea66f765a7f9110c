"""How often: each period of the calendar is cut into as many parts as there are times."""

from datetime import date

import pytest

from customers.cadence import Period, days_between, period_of, slots_ahead


@pytest.mark.req("CUS-05")
@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("month", date(2028, 2, 1), date(2028, 2, 29)),
        ("quarter", date(2028, 1, 1), date(2028, 3, 31)),
        ("half_year", date(2028, 1, 1), date(2028, 6, 30)),
        ("year", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_period_is_that_of_the_calendar(period, first, last):
    assert period_of(date(2028, 2, 10), period) == (first, last)


@pytest.mark.req("CUS-05")
def test_four_visits_a_month_have_four_last_days():
    slots = list(slots_ahead(4, Period.MONTH, date(2027, 4, 1)))

    assert [(slot.first.day, slot.due_on.day) for slot in slots] == [
        (1, 8),
        (9, 15),
        (16, 22),
        (23, 30),
    ]


@pytest.mark.req("CUS-05")
def test_what_begins_late_leaves_nearly_a_week_and_what_is_over_is_not_asked_for():
    slots = list(slots_ahead(2, Period.MONTH, date(2027, 4, 29)))

    assert [(slot.first, slot.last, slot.due_on) for slot in slots] == [
        (date(2027, 4, 16), date(2027, 4, 30), date(2027, 5, 5))
    ]


@pytest.mark.req("CUS-05")
def test_it_stays_overdue_as_long_as_there_was_time_and_two_weeks_at_least():
    (monthly,) = slots_ahead(1, Period.MONTH, date(2027, 4, 1))
    weekly = next(iter(slots_ahead(4, Period.MONTH, date(2027, 4, 1))))

    assert (monthly.due_on, monthly.lapses_on) == (date(2027, 4, 30), date(2027, 5, 30))
    assert (weekly.due_on, weekly.lapses_on) == (date(2027, 4, 8), date(2027, 4, 22))


def test_a_rhythm_in_days():
    assert [days_between(4, "month"), days_between(1, "quarter")] == [8, 91]
