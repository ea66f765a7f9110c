"""What speaks against a meeting: the house's rule, the customer's wishes, and the limit of contacts (VIS-04c, CN-009).

notices(rep, customer, day=…, time=…)  what to show while planning; the calendar and every form ask this
notices_of(meetings)                   the same for many at once, in as many queries
standing(visit, record)                on submission: what really was
"""

import datetime
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import sensitive
from customers.models import PersonaFact
from customers.persona import RETENTION_CLASS
from customers.reception import next_slots
from customers.reception_words import slot_words
from customers.visiting_times import read_times
from visits import house_rules, rolling_year
from visits.models import Against, Visit
from visits.record import record_of
from visits.services.visit import local_day, place_of

WANTED, TIMES = PersonaFact.Kind.VISITS_WANTED, PersonaFact.Kind.TIMES
OF_THE_HOUSE = {Against.BANNED, Against.NO_APPOINTMENT, Against.OUTSIDE}


@dataclass(frozen=True)
class Notice:
    """One sentence. `stops` says whether the visit is refused on submission unless it is waived."""

    code: Against
    sentence: str
    stops: bool = True

    @property
    def is_of_the_house(self):
        return self.code in OF_THE_HOUSE


@dataclass(frozen=True)
class Meeting:
    """Who would meet whom, where and when; `visit` is its key once it is written."""

    rep: int
    people: tuple = ()  # customers' ids
    organisation: int | None = None
    day: datetime.date | None = None
    time: datetime.time | None = None
    channel: str = Visit.Channel.FACE
    is_requested: bool = False
    visit: int | None = None

    @property
    def moment(self):
        return house_rules.Moment(self.day, self.time)

    @property
    def enters(self):
        return self.organisation is not None and house_rules.enters_the_house(self.channel)


def notices(rep, customer, *, day, time=None, channel=Visit.Channel.FACE, **more):
    """[Notice] of a meeting that is planned. `more` are organisation (a row), is_requested and visit (its key)."""
    house = more.pop("organisation", None) or place_of(customer, day)[0]
    return notices_of([planned(rep, customer, house, day=day, time=time, channel=channel, **more)])[
        0
    ]


def planned(rep, customer, house, **said):
    people = (customer.pk,) if customer.is_person else ()
    return Meeting(rep=rep.pk, people=people, organisation=house and house.pk, **said)


def notices_of(meetings):
    """[[Notice]] in the order of the meetings, with no more queries for many than for one."""
    known = Known(meetings)
    return [list(_notices(meeting, known)) for meeting in meetings]


def notices_of_open(visit):
    """Of a visit that is planned or begun, as its rows say now."""
    record = record_of(visit)
    if visit.started_at:
        return notices_of([_meeting(visit, replace(record, started_at=visit.started_at))])[0]
    meeting = planned(
        *(visit.rep, visit.customer, record.organisation),
        day=visit.day,
        time=visit.planned_time,
        channel=record.channel,
        is_requested=record.is_requested,
        visit=visit.pk,
    )
    return notices_of([replace(meeting, people=met(visit, record))])[0]


def notices_of_visit(visit, record):
    """What speaks against the visit as the record tells it; nobody was met, nothing does."""
    if not record.is_done or record.started_at is None:
        return []
    return notices_of([_meeting(visit, record)])[0]


def hold_contacts(visit, record):
    """Before the visit itself is held: whoever submits at the same time counts afterwards."""
    day = local_day(visit.rep, record.started_at) if record.started_at else visit.day
    if (
        record.is_done
        and not record.is_requested
        and rolling_year.limits_on(day).of(record.channel)
    ):
        rolling_year.hold(met(visit, record))


def appointment_of(visit, record):
    """The one that covers the visit as it took place; else the one that its plan asked for."""
    house = record.organisation or visit.organisation
    if house is None or record.started_at is None or record.channel != Visit.Channel.FACE:
        return visit.appointment
    there = house_rules.Moment.of(record.started_at)
    known = house_rules.appointments_between(there.day, there.day, [house.pk], [visit.rep_id])
    return house_rules.appointment_at(known, visit.rep_id, house.pk, there) or visit.appointment


def _meeting(visit, record):
    there = house_rules.Moment.of(record.started_at)
    house = record.organisation or visit.organisation
    return Meeting(
        rep=visit.rep_id,
        people=met(visit, record),
        organisation=house and house.pk,
        day=there.day,
        time=there.at,
        channel=record.channel,
        is_requested=record.is_requested,
        visit=visit.pk,
    )


def met(visit, record):
    """Ids of the people whom the visit reaches."""
    people = {person.pk for person in record.participants}
    if visit.customer.is_person:
        people.add(visit.customer_id)
    return tuple(sorted(people))


@dataclass
class Known:
    """What the notices of some meetings need, each read when first asked for."""

    meetings: list

    @cached_property
    def days(self):
        days = [meeting.day for meeting in self.meetings]
        return min(days), max(days)

    @cached_property
    def houses(self):
        return {meeting.organisation for meeting in self.meetings if meeting.enters}

    @cached_property
    def policies(self):
        return house_rules.policies_between(*self.days, self.houses) if self.houses else {}

    @cached_property
    def appointments(self):
        reps = {meeting.rep for meeting in self.meetings}
        ruled = self.policies.keys()
        return house_rules.appointments_between(*self.days, ruled, reps) if ruled else []

    @cached_property
    def people(self):
        return {pk for meeting in self.meetings for pk in meeting.people}

    @cached_property
    def wishes(self):
        """{person: {kind: what was said}}"""
        rows = PersonaFact.objects.current().filter(
            customer__in=self.people, kind__in=[WANTED, TIMES]
        )
        rows = list(rows.select_related("customer")) if self.people else []
        sealed = [(row.customer.uuid, row.value_sealed) for row in rows]
        said = sensitive.reveal_many(sealed, retention_class=RETENTION_CLASS) if rows else []
        found = {}
        for row, words in zip(rows, said, strict=True):
            found.setdefault(row.customer_id, {})[row.kind] = words or ""
        return found

    @cached_property
    def limits(self):
        return rolling_year.limits_on(self.days[1])

    @cached_property
    def contacts(self):
        return rolling_year.Contacts(self.people, *self.days)


def _notices(meeting, known):
    if meeting.enters:
        yield from _of_the_house(meeting, known)
    for pk in meeting.people:
        yield from _of_wishes(known.wishes.get(pk, {}), meeting)
    if meeting.people and not meeting.is_requested and known.limits:
        yield from _of_the_limit(meeting, known)


def _of_the_house(meeting, known):
    policy = house_rules.policy_of(known.policies, meeting.organisation, meeting.day)
    if policy is None:
        return
    asked = house_rules.appointment_at(
        known.appointments, meeting.rep, meeting.organisation, meeting.moment
    )
    given = None if asked is None or asked.is_waiting else asked
    against = house_rules.against_house(policy, meeting.moment, given)
    if against is None:
        return
    words = {"house": policy.organisation, "version": policy.version}
    yield Notice(against, _house_sentence(against, policy, asked) % words, policy.blocks)


def _house_sentence(against, policy, asked):
    if against == Against.BANNED:
        return _("%(house)s receives no representatives (rule v%(version)s).")
    if asked:
        return _("The appointment at %(house)s is not given yet (rule v%(version)s).")
    said = (
        _("%(house)s asks for an appointment (rule v%(version)s).")
        if against == Against.NO_APPOINTMENT
        else _("%(house)s does not receive representatives then (rule v%(version)s).")
    )
    coming = next_slots(policy, timezone.localdate(), 1) if policy.has_times else []
    if not coming:
        return said
    next_one = (
        _("Next: %(slot)s, ask by %(day)s.") if policy.needs_appointment else _("Next: %(slot)s.")
    )
    when = {
        "slot": slot_words(coming[0]),
        "day": date_format(coming[0].ask_by, "SHORT_DATE_FORMAT"),
    }
    return f"{said} {next_one % when}".strip()


def _of_wishes(wishes, meeting):
    if not house_rules.enters_the_house(meeting.channel):
        return
    wanted = wishes.get(WANTED)
    if wanted == PersonaFact.Wanted.DO_NOT_VISIT and not meeting.is_requested:
        yield Notice(Against.WISH, _("This customer wishes no visits."))
    if wanted == PersonaFact.Wanted.BY_APPOINTMENT:
        yield Notice(Against.WISH, _("This customer wishes to be asked before a visit."), False)
    words = wishes.get(TIMES, "")
    times = read_times(words)
    if times and not times.fit(meeting.day, meeting.time):
        said = _("The customer's times: %(words)s") % {"words": words}
        yield Notice(Against.TIMES, said, times.is_only and not meeting.is_requested)


def _of_the_limit(meeting, known):
    most = known.limits.of(meeting.channel)
    if not most:
        return
    is_visit = house_rules.enters_the_house(meeting.channel)
    there = max(
        known.contacts.number(pk, meeting.day, meeting.channel, but=meeting.visit)
        for pk in meeting.people
    )
    if there < most:
        return
    said = (
        _(
            "%(number)s visits in twelve months by all of us, that nobody asked for: the limit is %(most)s."
        )
        if is_visit
        else _("%(number)s other contacts in twelve months by all of us: the limit is %(most)s.")
    )
    code = Against.VISITS if is_visit else Against.CONTACTS
    yield Notice(code, said % {"number": there, "most": most})
