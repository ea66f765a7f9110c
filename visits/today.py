"""A rep's day: what comes first, the route in order, and whom to see when nothing is planned."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q

from accounts import registry
from accounts.models import User
from accounts.prepared import prepared
from visits.models import DayRoute, FollowUp, Visit, VisitPolicy
from visits.rhythm import last_done_before, why_now
from visits.services.day_route import ahead, way_of

# Older ones can no longer be logged under any sensible policy.
LOOK_BACK = timedelta(days=31)
SHOWN_FIRST = 3
DAY = timedelta(days=1)
# What cards and reminders show: a day would otherwise read every note of its visits.
SHOWN_WITH = [
    *["customer", "organisation__customer", "department", "effectiveness__policy", "draft"],
]
SHOWN = [
    *["uuid", "customer", "organisation", "day", "planned_time", "started_at", "ended_at"],
    *["status", "outcome", "objective"],
    *["customer__kind", "customer__name", "customer__tier"],
    *["organisation__customer__name", "organisation__longitude", "organisation__latitude"],
    "department__name",
    *["effectiveness__is_effective", "effectiveness__met", "effectiveness__missed"],
    *["submitted_at", "effectiveness__policy__submit_within_hours"],
    "draft__saved_at",
]


@dataclass(frozen=True)
class Stop:
    """A card of the route. `state` is the class of its line: done, now, or nothing yet."""

    visit: Visit
    at: time | None
    state: str
    why: str


@dataclass(frozen=True)
class Unsubmitted:
    visit: Visit
    until: date | None  # the last day on which it can be logged
    saved_at: datetime | None


class Day:
    def __init__(self, user: User, day: date, today: date):
        self.user, self.day, self.today = user, day, today

    @property
    def is_today(self):
        return self.day == self.today

    @property
    def before(self):
        return self.day - DAY

    @property
    def after(self):
        return self.day + DAY

    @cached_property
    def visits(self):
        of_day = sorted((row for row in self._visits if row.day == self.day), key=Visit.by_clock)
        return self._route.in_order(of_day) if self._route else of_day

    @cached_property
    def _route(self):
        return DayRoute.objects.visible_to(self.user).filter(day=self.day).first()

    @cached_property
    def way(self):
        """How far it is through the stops that are still ahead, where there is an order to choose."""
        way = way_of(self.visits)
        return way if self.day >= self.today and len(ahead(self.visits)) > 1 else None

    @property
    def can_undo_order(self):
        return bool(self._route and self._route.previous)

    @cached_property
    def _visits(self):
        """Those of the day, and today also what waits from other days: both with one question."""
        if self.is_today:
            return _visits_and_what_waits(self.user, day=self.day, since=self.day - LOOK_BACK)
        return _visits_of(self.user, day=self.day)

    @cached_property
    def stops(self):
        """The route, but for what is pinned above it: each visit stands on the page once."""
        pinned = [row.visit for row in self.pinned]
        return [
            Stop(visit, visit.clock, self._state(visit), self._why(visit))
            for visit in self.visits
            if visit not in pinned
        ]

    @property
    def submitted(self):
        return sum(visit.is_locked for visit in self.visits)

    @cached_property
    def first_boxes(self):
        """What comes before the route: late promises."""
        return self._boxes(registry.first_boxes)

    @cached_property
    def boxes(self):
        """What other parts of the work ask for, under the route: care, needs, plans."""
        return self._boxes(registry.today_boxes)

    def _boxes(self, functions):
        return [box for function in functions for box in function(self.user, self.today)]

    @cached_property
    def unsubmitted(self):
        """Begun and not sent, or planned for a day gone by: the oldest first."""
        if not self.is_today:
            return []
        waiting = [visit for visit in self._visits if visit.is_open and self._is_due(visit)]
        rows = sorted(waiting, key=lambda visit: (visit.day, visit.pk))
        return [self._unsubmitted(visit) for visit in rows]

    @property
    def pinned(self):
        return self.unsubmitted[:SHOWN_FIRST]

    @cached_property
    def follow_ups(self):
        if not self.is_today:
            return []
        return _due_follow_ups(self.user, day=self.today)

    @cached_property
    def _policies(self):
        return list(VisitPolicy.objects.order_by("-version"))

    def _is_due(self, visit):
        return visit.day < self.today or hasattr(visit, "draft")

    def _unsubmitted(self, visit):
        policy = next((row for row in self._policies if row.holds_on(visit.day)), None)
        until = visit.day + policy.back_date_days * DAY if policy else None
        draft = getattr(visit, "draft", None)
        return Unsubmitted(visit, until, draft and draft.saved_at)

    def _state(self, visit):
        if visit.is_locked:
            return "done"
        return "now" if self.is_today and visit == self._next else ""

    @cached_property
    def _next(self):
        pinned = [row.visit for row in self.pinned]
        return next((row for row in self.visits if row.can_be_logged and row not in pinned), None)

    def _why(self, visit):
        return "" if visit.is_locked else why_now(visit.customer, visit.last, self.day)


@prepared
def _visits_of(reader, day):
    return _shown(reader, Q(day=day) & ~Q(status=Visit.Status.CANCELLED), day)


@prepared
def _visits_and_what_waits(reader, day, since):
    begun_or_past = Q(draft__isnull=False) | Q(day__lt=day)
    waiting = Q(day__gte=since, status__in=Visit.OPEN) & begun_or_past
    return _shown(reader, Q(day=day) & ~Q(status=Visit.Status.CANCELLED) | waiting, day)


def _shown(reader, wanted, day):
    mine = Visit.objects.visible_to(reader).filter(wanted, rep=reader.pk)
    shown = mine.select_related(*SHOWN_WITH).only(*SHOWN)
    return shown.annotate(last=last_done_before(day, "customer"))


@prepared
def _due_follow_ups(reader, day):
    mine = FollowUp.objects.visible_to(reader).open().filter(owner=reader.pk, due_on__lte=day)
    return mine.select_related("customer").only("uuid", "what", "due_on", "customer__name")
