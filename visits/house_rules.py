"""Whether a visit keeps to how its house receives representatives (CN-008, CN-009): one answer for plans, submissions
and the rules that look at them later."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from customers.models import ReceptionPolicy
from customers.reception import slot_at
from visits.models import Against, Appointment, Visit

ZONE = ZoneInfo(settings.TIME_ZONE)  # houses are where the company is
EARLY = timedelta(minutes=15)  # whoever is let in before her slot still keeps it


@dataclass(frozen=True)
class Moment:
    """A day at the house and its clock; plans may leave the clock open."""

    day: date
    at: time | None = None

    @classmethod
    def of(cls, moment):
        there = moment.astimezone(ZONE)
        return cls(there.date(), there.time())

    @property
    def exact(self):
        return self.at and datetime.combine(self.day, self.at, ZONE)


def against_house(policy, moment, appointment):
    """What of Against stands in the way, or None. `appointment` is the one given for that time, or None."""
    # Whom the house itself has let in, it has let in, whatever its rule.
    if policy is None or appointment or policy.mode == ReceptionPolicy.Mode.OPEN:
        return None
    if policy.is_banned:
        return Against.BANNED
    if policy.needs_appointment:
        return Against.NO_APPOINTMENT
    slot = slot_at(policy, moment.day)
    is_open = slot is not None and (moment.at is None or slot.holds(moment.at))
    return None if is_open else Against.OUTSIDE


def is_late(appointment, moment):
    """Given only after the visit had begun: it took place without one."""
    return bool(appointment and moment.at and appointment.approved_at > moment.exact)


def policies_between(first, last, organisations):
    """{id of the organisation: its policies of those days}"""
    found = {}
    known = ReceptionPolicy.objects.overlapping(first, last).filter(organisation__in=organisations)
    for row in known.select_related("organisation__customer"):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def policy_of(policies, organisation_id, day):
    return next((row for row in policies.get(organisation_id, ()) if row.holds_on(day)), None)


def appointments_between(first, last, organisations, reps):
    """Those given or asked for, the given ones first."""
    begin, end = datetime.combine(first, time.min, ZONE), datetime.combine(last, time.max, ZONE)
    rows = Appointment.objects.open().filter(
        rep__in=reps, organisation__in=organisations, starts_at__lte=end, ends_at__gt=begin
    )
    return sorted(rows, key=lambda row: (row.is_waiting, row.starts_at))


def covers(appointment, moment):
    start, end = appointment.starts_at, appointment.ends_at
    if moment.exact is None:
        return start.astimezone(ZONE).date() == moment.day
    return start - EARLY <= moment.exact < end


def appointment_at(appointments, rep_id, organisation_id, moment):
    """The first of the rep's at the house that covers the moment, given before asked for."""
    mine = (
        row
        for row in appointments
        if (row.rep_id, row.organisation_id) == (rep_id, organisation_id)
    )
    return next((row for row in mine if covers(row, moment)), None)


def enters_the_house(channel):
    return channel == Visit.Channel.FACE
