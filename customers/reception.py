"""When an organisation receives representatives: the slots of its policy, and whether a moment lies in one (CN-008)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.services.calendar import is_working as works_on
from customers.models import ReceptionPolicy
from customers.models.reception_policy import usually_banned

DAY = timedelta(days=1)
DAY_OPENS, DAY_CLOSES = time(8), time(18)  # where a house names no hours
LOOKS_AHEAD = timedelta(days=92)  # the fifth Friday comes at least once a quarter


@dataclass(frozen=True)
class Slot:
    day: date
    opens_at: time
    closes_at: time
    ask_by: date  # the last day on which it can still be asked for

    def holds(self, moment: time):
        return self.opens_at <= moment < self.closes_at


def slots(policy, first, last, *, is_working: Callable = works_on):
    """The slots from one day to another, both included: on working days only, as the calendar has them."""
    if policy.is_banned:
        return []
    days = (first + n * DAY for n in range((last - first).days + 1))
    return [_slot(policy, day, is_working) for day in days if _receives(policy, day, is_working)]


def next_slots(policy, today, number=3, *, is_working: Callable = works_on):
    """The first that can still be asked for today."""
    coming = slots(policy, today, today + LOOKS_AHEAD, is_working=is_working)
    return [slot for slot in coming if slot.ask_by >= today][:number]


def slot_at(policy, day, *, is_working: Callable = works_on):
    """The day's slot, or None."""
    return next(iter(slots(policy, day, day, is_working=is_working)), None)


def is_open_at(policy, moment: datetime, *, is_working: Callable = works_on):
    """`moment` as the clock at the house shows it."""
    if not policy.has_times and not policy.is_banned:
        return True
    slot = slot_at(policy, moment.date(), is_working=is_working)
    return slot is not None and slot.holds(moment.time())


def policies_on(day, organisations):
    """{id of the organisation: its policy of that day}"""
    rows = ReceptionPolicy.objects.on(day).filter(organisation__in=organisations)
    return {row.organisation_id: row for row in rows.select_related("organisation__customer")}


def banned_locations(policy):
    return list(policy.banned_locations) if policy else usually_banned()


def _receives(policy, day, is_working):
    return (
        policy.holds_on(day)
        and (not policy.weekdays or day.weekday() in policy.weekdays)
        and (not policy.weeks or (day.day - 1) // 7 + 1 in policy.weeks)
        and is_working(day)
    )


def _slot(policy, day, is_working):
    return Slot(
        day,
        policy.opens_at or DAY_OPENS,
        policy.closes_at or DAY_CLOSES,
        _working_days_before(day, policy.lead_days, is_working),
    )


def _working_days_before(day, number, is_working):
    while number:
        day -= DAY
        number -= is_working(day)
    return day
