"""Rules about when visits took place: two at one time (RSK-19), at night and on days off (RSK-21). Looked at by night.

Submitting asks nothing of them: who logs a visit shall not wait for a look at all the others of the day.
"""

from datetime import time, timedelta
from itertools import combinations, groupby
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter
from accounts.services.calendar import is_working
from accounts.time_zones import place_zone
from compliance.models import Severity
from compliance.risk.rule import Evidence, Fact, Mode, Rule, Verdict
from visits.models import Visit, VisitAmendment

OVERLAPS, HOURS = "visits.overlaps", "visits.hours"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# No company can set its night to begin later in the morning or earlier in the evening: what lies between is no fact.
EVENING, MORNING = 18, 9
COLUMNS = ["pk", "uuid", "rep_id", "day", "started_at", "ended_at"]
NIGHTLY = frozenset({Mode.NIGHT})


def overlaps(since, keys=None):
    """Each pair of visits of one rep that shared some time, if one of them came in since."""
    asked = list(_asked(since, keys).filter(ended_at__isnull=False).values(*COLUMNS))
    told = {row["pk"] for row in asked}
    for rows in _by_rep(asked):
        for first, other in combinations(rows, 2):
            if first["pk"] in told or other["pk"] in told:
                if other["started_at"] < first["ended_at"]:
                    yield _pair(first, other)


def odd_hours(since, keys=None):
    """Each visit that took place on a day off, in an evening or early in the morning, by the clock of its place."""
    for row in _asked(since, keys).order_by("pk").values(*COLUMNS).iterator(chunk_size=2000):
        began, ended = at_place(row["started_at"]), at_place(row["ended_at"] or row["started_at"])
        works = is_working(began.date())
        if (
            not works
            or began.hour < MORNING
            or ended.hour >= EVENING
            or _is_over_night(began, ended)
        ):
            yield _hours_of(row, began, ended, works)


def at_place(moment):
    """By the clock where the visit was, not the server's or the rep's."""
    return moment.astimezone(ZoneInfo(place_zone()))


def judge_overlap(inputs, values):
    began, ended = ([parse_datetime(at) for at in inputs[name]] for name in ("began", "ended"))
    shared = min(ended) - max(began)
    if shared < values["least_minutes"] * MINUTE:
        return None
    return Verdict(Severity.HIGH, "overlap", {"minutes": shared // MINUTE})


def judge_hours(inputs, values):
    began, ended = parse_datetime(inputs["began"]), parse_datetime(inputs["ended"])
    if not inputs["is_working_day"]:
        return Verdict(Severity.MEDIUM, "day_off", {"at": f"{began:%Y-%m-%d %H:%M}"})
    morning, evening = time(values["night_until"]), time(values["night_from"])
    is_night = began.time() < morning or began.time() >= evening or ended.time() > evening
    if not is_night and not _is_over_night(began, ended):
        return None
    return Verdict(Severity.MEDIUM, "night", {"at": f"{began:%Y-%m-%d %H:%M}"})


def _asked(since, keys):
    submitted = Visit.objects.submitted()
    if keys is not None:
        return submitted.filter(uuid__in=keys)
    # An amendment may say that a visit took place at another time.
    accepted = VisitAmendment.objects.filter(status=VisitAmendment.Status.ACCEPTED)
    put_right = accepted.filter(decided_at__gte=since).values("visit_id")
    return submitted.filter(Q(submitted_at__gte=since) | Q(pk__in=put_right))


def _by_rep(asked):
    """The visits around those asked for, in lists: of one rep and day, in the order of their beginning."""
    if not asked:
        return
    days = {row["day"] + n * DAY for row in asked for n in (-1, 0, 1)}
    near = Visit.objects.submitted().filter(
        rep__in={row["rep_id"] for row in asked}, day__in=days, ended_at__isnull=False
    )
    rows = near.order_by("rep_id", "started_at", "pk").values(*COLUMNS)
    for _rep, of_rep in groupby(rows, key=lambda row: row["rep_id"]):
        yield from _touching(of_rep)


def _touching(rows):
    """Runs of visits of which each begins before one before it has ended: nothing else can share time."""
    run, until = [], None
    for row in rows:
        if run and row["started_at"] >= until:
            yield run
            run = []
        until = max(until, row["ended_at"]) if run else row["ended_at"]
        run.append(row)
    if run:
        yield run


def _pair(first, other):
    """One matter, whichever of the two came in last."""
    return Fact(
        label=Visit._meta.label_lower,
        subject=str(first["uuid"]),
        window=str(other["uuid"]),
        name=str(first["day"]),
        inputs={
            "began": [row["started_at"].isoformat() for row in (first, other)],
            "ended": [row["ended_at"].isoformat() for row in (first, other)],
        },
        person=first["rep_id"],
        evidence=(_proof(first), _proof(other)),
    )


def _hours_of(row, began, ended, works):
    return Fact(
        label=Visit._meta.label_lower,
        subject=str(row["uuid"]),
        name=str(row["day"]),
        inputs={
            "began": began.isoformat(),
            "ended": ended.isoformat(),
            "is_working_day": works,
        },
        person=row["rep_id"],
        evidence=(_proof(row),),
    )


def _is_over_night(began, ended):
    return ended.date() > began.date()


def _proof(row):
    return Evidence(Visit._meta.label_lower, str(row["uuid"]), "")


WORDS = {"began": _("Began"), "ended": _("Ended"), "is_working_day": _("Working day")}
RULES = [
    Rule(
        "RSK-19",
        1,
        _("Two visits at one time"),
        why=_(
            "Nobody is in two places at once: one of the two records is not true (21 CFR 11.10(e))."
        ),
        source=OVERLAPS,
        judge=judge_overlap,
        sentences={"overlap": _("Two visits of one representative share %(minutes)s minutes.")},
        modes=NIGHTLY,
        parameters=(Parameter("least_minutes", _("They share at least"), 1, _("minutes"), 1, 600),),
        labels=WORDS,
    ),
    Rule(
        "RSK-21",
        1,
        _("Visit at night or on a day off"),
        why=_(
            "Hospitals receive representatives in working hours. A meeting at night or on a holiday is often a meal or"
            " did not take place."
        ),
        source=HOURS,
        judge=judge_hours,
        sentences={
            "night": _("The visit began at %(at)s: by night."),
            "day_off": _("The visit began at %(at)s: on a day off."),
        },
        modes=NIGHTLY,
        parameters=(
            Parameter("night_from", _("The night begins at"), 20, _("o'clock"), EVENING, 23),
            Parameter("night_until", _("The night ends at"), 7, _("o'clock"), 4, MORNING),
        ),
        labels=WORDS,
    ),
]
