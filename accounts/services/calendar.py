"""The company's working time: which days, and from nine to six on them (decision 12).

A year that is not published yet follows the week, but for the days that somebody has entered, and what is computed
from it is provisional.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import chinese_calendar
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import registry
from accounts.history import COMMAND, bulk_create_recorded, current_origin, deed, system
from accounts.models import CalendarDay, CalendarYear
from accounts.permissions import Permission, require

OPENS, CLOSES = time(9), time(18)
DAY = timedelta(days=1)


@dataclass
class Calendar:
    """The known days of one country, and its published years; what it does not know follows the week."""

    country: str

    @cached_property
    def days(self):
        known = CalendarDay.objects.filter(country=self.country)
        return dict(known.values_list("day", "is_working"))

    @cached_property
    def years(self):
        published = CalendarYear.objects.filter(country=self.country)
        return frozenset(published.values_list("year", flat=True))

    def is_working(self, day):
        return self.days.get(day, day.weekday() < 5)

    def is_provisional(self, first, last):
        return not self.years.issuperset(range(first.year, last.year + 1))


_read = ContextVar("calendars_read", default=(None, {}))


def calendar_of(country):
    """Read once for each request or task: at its door begins a new origin."""
    origin = current_origin()
    if origin is COMMAND:
        return Calendar(country)
    reader, calendars = _read.get()
    if reader is not origin:
        calendars = {}
        _read.set((origin, calendars))
    if country not in calendars:
        calendars[country] = Calendar(country)
    return calendars[country]


def _forget():
    _read.set((None, {}))


def is_working(day, country=settings.COUNTRY):
    return calendar_of(country).is_working(day)


def add_business_hours(start, hours, country=settings.COUNTRY):
    """(moment, is_provisional): when so many working hours have passed since the aware moment `start`.

    No hours at all end at once, or, outside working time, when it next begins.
    """
    calendar = calendar_of(country)
    left = timedelta(hours=float(hours))
    day = _local(start).date()
    while True:
        opens, closes = _hours(calendar, day, start)
        if opens < closes and left <= closes - opens:
            return opens + left, calendar.is_provisional(_local(start).date(), day)
        left -= max(closes - opens, timedelta(0))
        day += DAY


def add_business_days(day, days, country=settings.COUNTRY):
    """The working day that many working days after `day`."""
    while days:
        day += DAY
        days -= is_working(day, country)
    return day


def business_minutes(start, end, country=settings.COUNTRY):
    """Whole minutes of working time between two aware moments; below zero when `end` comes first."""
    if end < start:
        return -business_minutes(end, start, country)
    calendar = calendar_of(country)
    first, last, end = _local(start).date(), _local(end).date(), _local(end)
    passed = timedelta(0)
    for n in range((last - first).days + 1):
        opens, closes = _hours(calendar, first + n * DAY, start)
        passed += max(min(closes, end) - opens, timedelta(0))
    return passed // timedelta(minutes=1)


def _hours(calendar, day, start):
    """When work begins and ends on the day, not before `start`; a day off begins when it ends."""
    zone = ZoneInfo(settings.TIME_ZONE)
    closes = datetime.combine(day, CLOSES, zone)
    if not calendar.is_working(day):
        return closes, closes
    return max(datetime.combine(day, OPENS, zone), _local(start)), closes


def _local(moment):
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE))


def seed_calendar(year, *, country=settings.COUNTRY, by):
    """Publishes a year once, as the library knows it. Days that somebody has entered stay as they are.

    Returns the number of new rows; a year that the library does not know is refused.
    """
    require(by, Permission.CONFIGURE)
    published = _library_days(year, country)
    if not published:
        raise ValidationError(_("The calendar of %(year)s is not published yet.") % {"year": year})
    with deed("calendar.publish", by=by):
        known = set(
            CalendarDay.objects.filter(country=country, day__year=year).values_list(
                "day", flat=True
            )
        )
        rows = [row for row in published if row.day not in known]
        bulk_create_recorded(rows)
        _year, is_new = CalendarYear.objects.get_or_create(country=country, year=year)
        if rows or is_new:
            _tell_upper_apps(country, year, by)
    return len(rows)


def set_calendar_day(day, *, is_working, name="", country=settings.COUNTRY, by):
    """The company decides itself about a day, say a site's own holiday; its year is no more published by that."""
    require(by, Permission.CONFIGURE)
    with deed("calendar.set_day", by=by):
        row = CalendarDay.objects.select_for_update().filter(country=country, day=day).first()
        row = row or CalendarDay(country=country, day=day)
        row.is_working, row.name = is_working, name
        row.save()
        _tell_upper_apps(country, day.year, by)
    return row


def publish_known_years():
    """Each day: this year and the next, as soon as an update of the library knows them.

    Also a year of which somebody has entered a day already: the library brings the others.
    """
    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        if _library_days(year, settings.COUNTRY):
            seed_calendar(year, by=system("calendar"))


def _tell_upper_apps(country, year, by):
    _forget()
    for function in registry.calendar_published:
        function(country, year, by)


def _library_days(year, country):
    if country != "CN":
        return []
    known = chinese_calendar.constants
    days = [(day, False) for day in known.holidays] + [(day, True) for day in known.workdays]
    return [
        CalendarDay(country=country, day=day, is_working=working, name=_chinese_name(day))
        for day, working in sorted(days)
        if day.year == year
    ]


def _chinese_name(day):
    known = chinese_calendar.constants
    name = known.holidays.get(day) or known.workdays[day]
    return next(holiday.chinese for holiday in known.Holiday if holiday.value == name)
