"""What is true of working time whatever the moments."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.services.calendar import (
    Calendar,
    add_business_hours,
    business_minutes,
    is_working,
)
from tests.factories import COMPANY_ZONE

# In memory, because the properties are tried hundreds of times.
KNOWN = Calendar("CN")
KNOWN.days = {
    **{date(2026, 2, day): False for day in range(15, 24)},
    date(2026, 2, 14): True,
    date(2026, 2, 28): True,
}
KNOWN.years = frozenset({2025, 2026})


@pytest.fixture(autouse=True, scope="module")
def in_memory():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.services.calendar.calendar_of", lambda country: KNOWN)
        yield


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 1), timezones=st.just(COMPANY_ZONE))
often = settings(max_examples=200, deadline=None)


@often
@given(start=moments, minutes=st.integers(0, 200 * 60))
def test_the_hours_added_are_the_minutes_that_pass(start, minutes):
    end, _ = add_business_hours(start, minutes / 60)
    assert abs(business_minutes(start, end) - minutes) <= 1
    assert is_working(end.date())
    assert 9 <= end.hour < 18 or (end.hour, end.minute) == (18, 0)


@often
@given(start=moments, first=st.integers(0, 60), second=st.integers(1, 60))
def test_hours_may_be_added_in_two_goes(start, first, second):
    half_way, _ = add_business_hours(start, first)
    assert add_business_hours(half_way, second)[0] == add_business_hours(start, first + second)[0]


@often
@given(a=moments, b=moments, c=moments)
def test_minutes_add_up_and_never_run_backwards(a, b, c):
    a, b, c = sorted([a.replace(second=0, microsecond=0) for a in (a, b, c)])
    assert business_minutes(a, b) + business_minutes(b, c) == business_minutes(a, c)
    assert business_minutes(c, a) == -business_minutes(a, c)
    days = [a.date() + timedelta(days=n) for n in range((c.date() - a.date()).days + 1)]
    assert 0 <= business_minutes(a, c) <= 9 * 60 * sum(is_working(day) for day in days)
