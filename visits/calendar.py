"""The calendar: visits, what falls due, days off, and what stands against a plan, of a span of days."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from accounts import registry
from accounts.models import CalendarDay
from visits.calendar_entries import planned_visits
from visits.conflicts import conflicts_of, span
from visits.models import Visit

DAY = timedelta(days=1)
MOST = (
    1000  # visits that one page shows: a district's month; who sees more chooses a representative
)
COLOURS = 6
ICONS = {
    Visit.Status.PLANNED: "calendar-event",
    Visit.Status.IN_PROGRESS: "pencil",
    Visit.Status.SUBMITTED: "lock",
    Visit.Status.MISSED: "clock-exclamation",
}
DUE = "hourglass-low"
WANTED = [
    *["uuid", "rep", "rep__name", "customer", "customer__name", "customer__kind", "organisation"],
    *["organisation__customer__name", "status", "outcome", "day", "planned_time"],
    *["planned_minutes", "started_at", "ended_at", "series"],
]


@dataclass(frozen=True)
class Item:
    """One line of a day. `starts` is a day where no time is known; moments stand in the reader's zone."""

    key: str
    kind: str  # visit or due
    state: str  # the visit's, or due
    state_name: str
    icon: str
    title: str
    place: str
    path: str
    starts: date | datetime
    ends: datetime | None = None
    rep: str = ""  # whose, where several are shown
    colour: int = 0
    minutes: int | None = None
    is_movable: bool = False
    is_series: bool = False
    conflicts: list = field(default_factory=list)

    @property
    def has_time(self):
        return isinstance(self.starts, datetime)

    @property
    def day(self):
        return self.starts.date() if self.has_time else self.starts


class CalendarDays:
    """The days that differ from the plain week: holidays and make-up working days, by name."""

    def __init__(self, first, last):
        known = CalendarDay.objects.filter(country=settings.COUNTRY, day__range=(first, last))
        self.known = {row.day: row for row in known}

    def is_working(self, day):
        row = self.known.get(day)
        return row.is_working if row else day.weekday() < 5

    def name(self, day):
        """The holiday's name, also on its make-up days; empty on plain days."""
        row = self.known.get(day)
        if row is None:
            return ""
        return row.name if not row.is_working else _("%(name)s, working day") % {"name": row.name}

    def why_off(self, day):
        if self.is_working(day):
            return ""
        return self.name(day) or _("A weekend day")


class Calendar:
    """`visits` are a queryset that its reader may see; `is_team` shows whose each is, and none of her own dates."""

    def __init__(self, user, first, last, visits, *, is_team=False):
        self.user, self.first, self.last, self.is_team = user, first, last, is_team
        self._wanted = visits.filter(day__range=(first, last))

    @cached_property
    def days(self):
        return CalendarDays(self.first, self.last)

    @cached_property
    def _visits(self):
        kept = self._wanted.exclude(status=Visit.Status.CANCELLED).order_by("day", "pk")
        shown = kept.select_related("rep", "customer", "organisation__customer").only(*WANTED)
        return list(shown[: MOST + 1])

    @property
    def is_cut(self):
        return len(self._visits) > MOST

    @cached_property
    def items(self):
        shown = self._visits[:MOST]
        against = conflicts_of(shown, self.days)
        reps = sorted({visit.rep_id for visit in shown})
        colours = {pk: place % COLOURS + 1 for place, pk in enumerate(reps)}
        found = [
            self._of_visit(visit, against.get(visit.pk, []), colours[visit.rep_id])
            for visit in shown
        ]
        return sorted([*found, *self._due()], key=_order)

    @cached_property
    def by_day(self):
        """{day: items}, of every day of the span."""
        found = {self.first + n * DAY: [] for n in range((self.last - self.first).days + 1)}
        for item in self.items:
            found[item.day].append(item)
        return found

    def _of_visit(self, visit, against, colour):
        times = span(visit)
        starts, ends = map(_local, times) if times else (visit.day, None)
        own = visit.rep_id == self.user.pk
        return Item(
            key=str(visit.uuid),
            kind="visit",
            state=visit.status,
            state_name=str(Visit.Status(visit.status).label),
            icon=ICONS[visit.status],
            title=visit.customer.name,
            place=_place(visit),
            path=reverse("visits:visit_detail", args=[visit.uuid]),
            starts=starts if times and _local(times[0]).date() == visit.day else visit.day,
            ends=ends,
            rep=visit.rep.name if self.is_team else "",
            colour=colour if self.is_team else 0,
            minutes=visit.planned_minutes,
            is_movable=own and visit.status == Visit.Status.PLANNED,
            is_series=visit.series is not None,
            conflicts=against,
        )

    def _due(self):
        if self.is_team:
            return
        for function in registry.calendar_entries:
            if function is planned_visits:  # shown with their names, and submitted ones too
                continue
            for entry in function(self.user, self.first, self.last):
                if not entry.is_cancelled:
                    yield from self._of_entry(entry)

    def _of_entry(self, entry):
        """What lasts several days stands on each of those shown."""
        starts = localtime(entry.starts) if isinstance(entry.starts, datetime) else entry.starts
        ends = localtime(entry.ends) if isinstance(entry.ends, datetime) else entry.ends
        first = starts.date() if isinstance(starts, datetime) else starts
        last = ends if isinstance(ends, date) and not isinstance(ends, datetime) else first
        day = max(first, self.first)
        while day <= min(max(last, first), self.last):
            yield Item(
                key=str(entry.uuid),
                kind="due",
                state="due",
                state_name=_("Due"),
                icon=DUE,
                title=entry.name or entry.title,
                place=entry.place,
                path=entry.path,
                starts=starts if day == first else day,
                ends=ends if isinstance(ends, datetime) else None,
            )
            day += DAY


def _local(moment):
    return moment.replace(tzinfo=get_current_timezone())


def _place(visit):
    """Of a person: where she is met; an organisation is its own place."""
    if visit.customer.is_organisation or visit.organisation is None:
        return ""
    return visit.organisation.customer.name


def _order(item):
    if item.has_time:
        return (item.day, 1, item.starts.time(), item.title)
    return (item.day, 0 if item.kind == "due" else 2, datetime.min.time(), item.title)
