"""A person's plans as calendar programs read them (iCalendar, RFC 5545)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

HOURLY = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEntry:
    """What an upper app adds, through `calendar_entries` of accounts/registry.py.

    A calendar lies on somebody else's server, and on a screen that others see: `title` and `place` name the place
    and what kind of work it is, never a person or what is spoken about. That a hospital is visited is no secret; that
    this doctor sees a company is. Whoever needs the name follows the link and signs in.
    """

    uuid: object  # the record's, which stays
    title: str
    starts: date | datetime  # a day fills it
    change: "Change"
    ends: datetime | None = None
    place: str = ""
    path: str = ""
    is_cancelled: bool = False
    # What and whom it is about: for the product's own pages, where one has signed in; never part of the file.
    name: str = ""


@dataclass(frozen=True)
class Change:
    """How often a record was changed since it was made, and when last."""

    number: int
    at: datetime


def changes_of(model, rows):
    """{key: Change} of recorded rows, from one look at their history."""
    history = model.history.model.objects.filter(id__in=[row.pk for row in rows]).order_by()
    counted = history.values_list("id").annotate(Count("history_id"), Max("recorded_at"))
    return {pk: Change(versions - 1, at) for pk, versions, at in counted}


def calendar_file(entries):
    """Bytes, in the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//PharmaCRM//PharmaCRM//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "PharmaCRM")
    calendar.add("refresh-interval", HOURLY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry):
    link = f"{settings.SITE_URL}{entry.path}"
    event = Event()
    event.add("uid", f"{entry.uuid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", entry.change.number)
    event.add("dtstamp", entry.change.at)
    event.add("last-modified", entry.change.at)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts)
    if entry.ends:
        event.add("dtend", entry.ends)
    if entry.place:
        event.add("location", entry.place)
    event.add("description", _("In PharmaCRM: %(link)s") % {"link": link})
    event.add("url", link)
    event.add("class", "PRIVATE")
    # What only stands on its day, or ends at its moment, keeps nobody from being free.
    event.add("transp", "OPAQUE" if entry.ends else "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
