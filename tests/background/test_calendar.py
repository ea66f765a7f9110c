"""Working time as a Chinese company lives it: holidays, make-up days, nights."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import registry
from accounts.history import coming_from
from accounts.models import CalendarDay, CalendarYear
from accounts.services.calendar import (
    add_business_hours,
    business_minutes,
    is_working,
    publish_known_years,
    seed_calendar,
    set_calendar_day,
)
from tests.factories import COMPANY_ZONE


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


@pytest.fixture
def calendar(an):
    for year in (2025, 2026):
        seed_calendar(year, by=an)


@pytest.mark.req("VIS-10")
def test_a_holiday_is_off_and_its_make_up_day_is_worked(calendar):
    assert not is_working(date(2026, 2, 17))  # new year's day
    assert is_working(date(2026, 2, 14))  # a Saturday
    assert not is_working(date(2026, 3, 7))  # a plain Saturday
    assert is_working(date(2026, 3, 9))


@pytest.mark.req("VIS-10")
@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-09 10:00", 4, "2026-03-09 14:00"),
        ("2026-03-09 16:00", 4, "2026-03-10 11:00"),
        ("2026-03-09 09:00", 9, "2026-03-09 18:00"),
        ("2026-03-09 22:00", 1, "2026-03-10 10:00"),
        ("2026-03-10 03:00", 1, "2026-03-10 10:00"),
        ("2026-03-06 17:00", 2, "2026-03-09 10:00"),  # over a weekend
        ("2026-02-13 17:00", 2, "2026-02-14 10:00"),  # to a Saturday that is made up
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),  # over the holiday
        ("2026-02-18 12:00", 0, "2026-02-24 09:00"),
        ("2026-03-09 10:00", 0.5, "2026-03-09 10:30"),
    ],
)
def test_a_promise_counts_working_hours_only(calendar, start, hours, end):
    assert add_business_hours(at(start), hours) == (at(end), False)


def test_a_year_that_is_not_published_follows_the_week_and_says_so(calendar):
    assert add_business_hours(at("2026-12-31 17:00"), 2) == (at("2027-01-01 10:00"), True)


def test_minutes_are_counted_in_the_company_s_time_zone(calendar):
    start = at("2026-03-09 17:30").astimezone(UTC)
    assert business_minutes(start, start + timedelta(days=1)) == 9 * 60


def test_no_minute_passes_on_a_holiday(calendar):
    assert business_minutes(at("2026-02-15 00:00"), at("2026-02-23 23:59")) == 0


def test_seeding_twice_adds_nothing_and_keeps_what_the_company_changed(calendar, an):
    set_calendar_day(date(2026, 2, 14), is_working=False, name="厂休", by=an)

    assert seed_calendar(2026, by=an) == 0
    assert not is_working(date(2026, 2, 14))


def test_a_year_unknown_to_the_library_is_refused(an):
    with pytest.raises(ValidationError, match="1999 is not published"):
        seed_calendar(1999, by=an)


def test_a_rep_does_not_touch_the_calendar(lin):
    with pytest.raises(PermissionDenied):
        seed_calendar(2026, by=lin)
    with pytest.raises(PermissionDenied):
        set_calendar_day(date(2026, 2, 14), is_working=False, by=lin)


@pytest.mark.req("VIS-10")
def test_publishing_a_year_lets_due_dates_be_computed_anew(an, monkeypatch):
    told = []
    published = registry.Registry(
        [lambda *year: told.append((*year, is_working(date(2026, 2, 17))))]  # country, year, by
    )
    monkeypatch.setattr(registry, "calendar_published", published)

    with coming_from("web"):
        assert is_working(date(2026, 2, 17))  # a plain Tuesday as long as nothing is published
        seed_calendar(2026, by=an)

    assert told == [("CN", 2026, an, False)]


@pytest.mark.req("VIS-10")
def test_a_single_day_counts_at_once_and_publishes_no_year(calendar, an):
    set_calendar_day(date(2027, 1, 1), is_working=False, name="元旦", by=an)

    assert add_business_hours(at("2026-12-31 17:00"), 2) == (at("2027-01-04 10:00"), True)


def test_a_day_entered_before_the_library_knows_its_year_keeps_the_others_from_nothing(
    an, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2025, 12, 1))
    set_calendar_day(date(2026, 2, 14), is_working=False, name="厂休", by=an)

    publish_known_years()

    assert not is_working(date(2026, 2, 17))
    assert not is_working(date(2026, 2, 14))


def test_the_migration_publishes_the_years_that_were_known_whole_and_says_so(arrange, an):
    seed_calendar(2026, by=an)
    with arrange():
        CalendarYear.objects.all().delete()
        CalendarDay.objects.create(country="CN", day=date(2027, 2, 14), is_working=False)

    import_module("accounts.migrations.0005_known_years_stay_published").publish(apps, None)

    year = CalendarYear.objects.get()
    assert (year.year, year.history.latest().actor) == (
        2026,
        "migration:accounts.0005_known_years_stay_published",
    )


def test_each_day_publishes_what_a_new_library_knows(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2025, 12, 1))

    assert publish_known_years in registry.day_starters
    publish_known_years()
    publish_known_years()

    years = CalendarDay.objects.dates("day", "year")
    assert [day.year for day in years] == [2025, 2026]


def test_the_command_publishes_the_years_it_is_given(capsys):
    call_command("seed_calendar", "2026")

    assert capsys.readouterr().out == f"2026: {CalendarDay.objects.count()} days\n"


def test_one_request_reads_the_calendar_once(calendar):
    with coming_from("web"), CaptureQueriesContext(connection) as queries:
        for day in range(1, 28):
            add_business_hours(at(f"2026-03-{day:02} 10:00"), 30)

    assert len(queries) == 2  # its days and its published years
