"""Rules about visits, the facts that they judge, and how verbs tell of them."""

from datetime import timedelta
from itertools import groupby

from django.db.models import F, Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter
from compliance.models import Severity
from compliance.risk.rule import Evidence, Fact, Rule, Verdict
from compliance.services.evaluation import note_change
from visits.models import Visit, VisitAmendment

ENTRIES, SITTING = "visits.entries", "visits.sitting"
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
# An honest day's end is no late entry, whatever a company sets (decision 26): nothing younger becomes a fact.
LEAST_HOURS = 12
OLD = Q(submitted_at__gt=F("started_at") + LEAST_HOURS * HOUR)
# A pause that ends a sitting. No burst is counted over a longer time: none spans two sittings.
PAUSE_MINUTES = 60
COLUMNS = ["uuid", "rep_id", "day", "started_at", "ended_at", "submitted_at"]


def note_entry(visit):
    """For verbs that write when a submitted visit took place; what came in the same day is nobody's matter."""
    if _is_old(visit.started_at, visit.submitted_at):
        note_change(ENTRIES, [visit.uuid])


def entries(since, keys=None):
    """Each visit that came in long after it took place, and each sitting in which several of them did."""
    asked = list(_asked(since, keys).values(*COLUMNS))
    yield from map(_late_entry, asked)
    came_in = [row for row in asked if keys is not None or row["submitted_at"] >= since]
    told = {row["uuid"] for row in came_in}
    for sitting in _sittings(came_in):
        old = [row for row in sitting if _is_old(row["started_at"], row["submitted_at"])]
        if len(old) > 1 and any(row["uuid"] in told for row in old):
            yield _batch(sitting[0], old)


def judge_entry(inputs, values):
    is_batch = isinstance(inputs["submitted"], list)
    return _judge_batch(inputs, values) if is_batch else _judge_one(inputs, values)


def _asked(since, keys):
    old = Visit.objects.submitted().filter(OLD).order_by("pk")
    if keys is not None:
        return old.filter(uuid__in=keys)
    # An amendment may say that a visit took place long before.
    accepted = VisitAmendment.objects.filter(status=VisitAmendment.Status.ACCEPTED)
    put_right = accepted.filter(decided_at__gte=since).values("visit_id")
    return old.filter(Q(submitted_at__gte=since) | Q(pk__in=put_right))


def _sittings(asked):
    """What one rep submitted without a pause, around each visit: a list for each sitting.

    A day further on both sides, so that every run knows a sitting by the same first visit.
    """
    if not asked:
        return
    reps, moments = {row["rep_id"] for row in asked}, [row["submitted_at"] for row in asked]
    span = (min(moments) - DAY, max(moments) + DAY)
    near = Visit.objects.submitted().filter(rep__in=reps, submitted_at__range=span)
    rows = near.order_by("rep_id", "submitted_at", "pk").values(*COLUMNS)
    for _rep, of_rep in groupby(rows, key=lambda row: row["rep_id"]):
        yield from _without_pause(of_rep)


def _without_pause(rows):
    sitting = []
    for row in rows:
        if sitting and row["submitted_at"] - sitting[-1]["submitted_at"] > PAUSE_MINUTES * MINUTE:
            yield sitting
            sitting = []
        sitting.append(row)
    yield sitting


def _is_old(started_at, submitted_at):
    return submitted_at - started_at > LEAST_HOURS * HOUR


def _late_entry(row):
    return Fact(
        label=Visit._meta.label_lower,
        subject=str(row["uuid"]),
        name=str(row["day"]),
        inputs={
            "began": row["started_at"].isoformat(),
            "ended": row["ended_at"] and row["ended_at"].isoformat(),
            "submitted": row["submitted_at"].isoformat(),
        },
        person=row["rep_id"],
        evidence=(_proof(row),),
    )


def _batch(first, rows):
    """One matter, however many more follow: its first submission names it."""
    return Fact(
        label=SITTING,
        subject=str(first["uuid"]),
        name=str(localdate(first["submitted_at"])),
        inputs={
            "began": [row["started_at"].isoformat() for row in rows],
            "submitted": [row["submitted_at"].isoformat() for row in rows],
        },
        person=first["rep_id"],
        evidence=tuple(map(_proof, rows)),
    )


def _proof(row):
    """Its name is looked up when it is read: what is kept for good names no customer."""
    return Evidence(Visit._meta.label_lower, str(row["uuid"]), "")


def _judge_one(inputs, values):
    after = parse_datetime(inputs["submitted"]) - parse_datetime(inputs["ended"] or inputs["began"])
    words = {"hours": after // HOUR}
    if after > values["very_late_hours"] * HOUR:
        return Verdict(Severity.MEDIUM, "late", words)
    return Verdict(Severity.LOW, "late", words) if after > values["late_hours"] * HOUR else None


def _judge_batch(inputs, values):
    """The most that came in within any such span of time."""
    moments = zip(inputs["began"], inputs["submitted"], strict=True)
    known = [(parse_datetime(began), parse_datetime(submitted)) for began, submitted in moments]
    late = [
        submitted for began, submitted in known if submitted - began > values["late_hours"] * HOUR
    ]
    span = values["batch_minutes"] * MINUTE
    number = max((sum(first <= at <= first + span for at in late) for first in late), default=0)
    if number < values["batch_visits"]:
        return None
    words = {"number": number, "minutes": values["batch_minutes"], "hours": values["late_hours"]}
    return Verdict(Severity.MEDIUM, "batch", words)


HOURS, VISITS = _("hours"), _("visits")
RULES = [
    Rule(
        "RSK-22",
        1,
        _("Late entry of visits"),
        why=_(
            "What is written down at once is worth more than what is remembered (GL-014, 21 CFR 11.10(e)). Several"
            " old visits entered in one go may be made up."
        ),
        source=ENTRIES,
        judge=judge_entry,
        sentences={
            "late": _("Logged %(hours)s h after the visit."),
            "batch": _(
                "%(number)s visits that began more than %(hours)s h before were submitted within %(minutes)s minutes."
            ),
        },
        parameters=(
            Parameter("late_hours", _("An entry is late after"), 24, HOURS, LEAST_HOURS, 720),
            Parameter(
                "very_late_hours", _("An entry is very late after"), 72, HOURS, LEAST_HOURS, 720
            ),
            Parameter("batch_visits", _("Late entries in one go, from"), 5, VISITS, 2, 100),
            Parameter(
                "batch_minutes", _("In one go means within"), 10, _("minutes"), 1, PAUSE_MINUTES
            ),
        ),
        labels={
            SITTING: _("Entries of"),
            "began": _("Began"),
            "ended": _("Ended"),
            "submitted": _("Submitted"),
        },
    ),
]
