"""One story of a customer out of many: apps above register what they know (registry.timeline_entries, registry.next_steps)."""

import datetime
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format

from accounts import registry
from accounts.templatetags.permissions import masked
from customers.models import Customer

PAGE_SIZE = 20


@dataclass(frozen=True)
class Entry:
    """What happened at a moment. `text` is free text and masked for those who may not read it; all is optional but the first three."""

    at: datetime.datetime
    icon: str
    title: str
    tone: str = ""  # "a" ours, "b" late, "g" good
    text: str = ""
    url: str = ""
    by: str = ""
    what: str = ""  # "face to face, 18 min"
    badge: dict | None = None  # icon, text, tone
    tier_from: str = ""
    tier_to: str = ""
    is_whole_day: bool = False

    @property
    def meta(self):
        form = "DATE_FORMAT" if self.is_whole_day else "SHORT_DATETIME_FORMAT"
        when = date_format(timezone.localtime(self.at), form)
        return " · ".join(str(part) for part in (when, self.what, self.by) if part)


@dataclass(frozen=True)
class NextStep:
    """What to do next with a customer and why: one sentence each, and where to do it."""

    title: str
    why: str = ""
    url: str = ""
    link: str = ""
    when: str = ""
    by: str = ""


def start_of(day):
    """The moment at which a local day begins: of entries that know only their day."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def timeline(customer, user, *, before=None, limit=PAGE_SIZE):
    """(entries newest first, moment before which more follow or None). Entries of one moment stay together."""
    before = before or timezone.now() + datetime.timedelta(days=3660)
    found = [
        entry
        for source in registry.timeline_entries
        for entry in source(customer, user, before, limit + 1)
    ]
    found.sort(key=lambda entry: entry.at, reverse=True)
    if len(found) <= limit:
        return readable(found, user), None
    last = found[limit - 1].at
    return readable([entry for entry in found if entry.at >= last], user), last


def next_step(customer, user):
    for function in registry.next_steps:
        if step := function(customer, user):
            return step
    return None


def status_entries(customer, user, before, limit):
    """When it was closed, archived or opened again the last time; its history knows the times before."""
    at = start_of(customer.status_on)
    if not customer.status_reason or at >= before:
        return []
    return [
        Entry(
            at=at,
            icon="circle-check" if customer.status == Customer.Status.ACTIVE else "ban",
            title=customer.get_status_display(),
            text=customer.status_reason,
            is_whole_day=True,
        )
    ]


def readable(entries, user):
    return [replace(entry, text=masked(entry.text, user)) for entry in entries]
