"""A year of visits, and the fortnight that is planned."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from itertools import islice
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.services.calendar import is_working
from pharmacrm.demo import words
from pharmacrm.demo.copying import CHUNK, History, copy_in
from visits import models as visits
from visits.criteria import CRITERIA, Circumstances

ZONE = ZoneInfo(settings.TIME_ZONE)
PLANNED_AHEAD = 14  # days
DAY = timedelta(days=1)
EVENING = time(20)
BRINGS_ONE_IN = 4
HOURS = [
    time(8, 40),
    time(9, 30),
    time(10, 20),
    time(11, 0),
    time(14, 0),
    time(14, 50),
    time(15, 40),
    time(16, 30),
]
WEIGHTS = {"strategic": 6, "growth": 3, "basic": 1}
OUTCOMES = [
    ("seen", 84),
    ("too_short", 4),
    ("not_seen", 6),
    ("refused", 2),
    ("gate_only", 2),
    ("asked_back", 2),
]
REACTIONS = [("interested", 45), ("neutral", 30), ("doubtful", 18), ("objects", 7)]
NEXT_STEPS = [("none", 45), ("send_material", 25), ("fix_meeting", 15), ("answer_question", 15)]
DEEDS = {
    "planned": "visit.plan",
    "submitted": "visit.submit",
    "cancelled": "visit.cancel",
    "missed": "visit.miss",
}
OWN = [field.attname for field in visits.Visit._meta.concrete_fields if not field.primary_key]


def make_visits(company, chance, leaves, *, number):
    """Loads about `number` visits with all that hangs on them. Returns a sample for requests and follow-ups."""
    now = timezone.now()
    days = _working_days(company)
    per_day = number / max(1, len(leaves) * sum(day <= company.today for day in days))
    rows = (
        row
        for day in days
        for territory, rep, people in leaves
        for row in _day(company, chance, day, territory, rep, people, per_day, now)
    )
    forgetful, evening = leaves[1][1], datetime.combine(company.today, EVENING, ZONE) - DAY
    two_days = [day for day in days if day < company.today - DAY][-2:]
    rows = _in_one_go(rows, forgetful, two_days, evening)
    rows = _at_odd_times(rows, leaves[2][1], leaves[3][1], two_days[-1])
    sample = []
    while batch := list(islice(rows, CHUNK)):
        _load(company, batch)
        sample += [row for row in batch if row.get("outcome") == "seen" and chance.happens(0.04)]
    return sample


def _in_one_go(rows, rep, days, moment):
    """Somebody writes up two days in one evening, a minute each: what RSK-22 notices."""
    for row in rows:
        if row["status"] == "submitted" and row["rep_id"] == rep.pk and row["day"] in days:
            moment += timedelta(minutes=1)
            row |= {"submitted_at": moment, "device_time": moment}
        yield row


def _at_odd_times(rows, late, hasty, day):
    """One visit in the evening, and two at one time: what RSK-21 and RSK-19 notice."""
    of_rep = defaultdict(list)
    for row in rows:
        if row["status"] == "submitted" and row["day"] == day:
            there = of_rep[row["rep_id"]]
            there.append(row)
            if row["rep_id"] == late.pk and len(there) == 1:
                _put(row, datetime.combine(day, EVENING, ZONE) + timedelta(minutes=30))
            if row["rep_id"] == hasty.pk and len(there) == 2:
                _put(row, there[0]["started_at"])
        yield row


def _put(row, start):
    shift = start - row["started_at"]
    for name in ["started_at", "ended_at", "submitted_at", "device_time"]:
        row[name] = row[name] and row[name] + shift


def _working_days(company):
    length = (company.today - company.start).days + PLANNED_AHEAD
    days = (company.start + timedelta(days=n) for n in range(length + 1))
    # Whoever tries the demo on a Sunday shall find something to do on Today.
    return [day for day in days if is_working(day) or day == company.today]


def _day(company, chance, day, territory, rep, people, per_day, now):
    count = int(per_day) + chance.happens(per_day % 1)
    count = min(len(people), len(HOURS), count if day <= company.today else min(count, 4))
    chosen = _choose(chance, people, count)
    for start, person in zip(sorted(chance.sample(HOURS, count)), chosen, strict=True):
        yield _visit(company, chance, day, start, territory, rep, person, now)


def _choose(chance, people, count):
    """Different people, those of a higher tier more often."""
    chosen = {}
    while len(chosen) < count:
        person = chance.choice(people)
        if chance.random() * 6 < WEIGHTS[person["tier"]]:
            chosen[person["customer_id"]] = person
    return list(chosen.values())


def _visit(company, chance, day, start, territory, rep, person, now):
    moment = datetime.combine(day, start, ZONE)
    is_planned = day >= company.today or chance.happens(0.88)
    product = chance.choice(company.products)
    row = {
        "uuid": chance.key(),
        "rep_id": rep.pk,
        "territory_id": territory.pk,
        "customer_id": person["customer_id"],
        "organisation_id": person["organisation_id"],
        "department_id": person["department_id"],
        "status": "planned",
        "channel": chance.choices(["face", "phone", "video", "message"], [88, 6, 4, 2])[0],
        "day": day,
        "planned_on": day if is_planned else None,
        "planned_time": start if is_planned else None,
        "planned_minutes": 20 + start.minute % 30 if is_planned else None,
        "objective": chance.choice(words.OBJECTIVES) if chance.happens(0.94) else "",
        "topic_id": chance.choice(company.topics).pk,
        "product": product,
        "message": chance.choice(company.messages[product.pk]),
        "recorded_from": moment - timedelta(days=3),
    }
    ended = moment + timedelta(minutes=chance.choice([2, 6, 9, 12, 15, 18, 22, 28, 35]))
    if ended < now and (day < company.today or chance.happens(0.8)):
        _happen(chance, row, moment, ended, now)
    return dict.fromkeys(OWN, None) | _blank() | row


def _blank():
    texts = ("outcome", "key_points", "feedback", "consensus", "open_questions", "next_step")
    texts += ("objective_measure", "next_objective", "status_reason")
    texts += ("location", "location_reason", "interaction")
    return dict.fromkeys(texts, "") | {"is_requested": False}


def _happen(chance, row, start, end, now):
    luck = chance.random()
    if row["planned_on"] and luck < 0.07:
        missed = luck < 0.04
        row |= (
            {"status": "missed"}
            if missed
            else {"status": "cancelled", "status_reason": "客户外出会诊"}
        )
        return
    delay = timedelta(minutes=chance.choice([3, 8, 20, 60, 180, 400]))
    if chance.happens(0.06):
        delay = timedelta(hours=chance.randrange(25, 70))
    submitted = end + delay
    if submitted > now:
        return
    row |= {
        "status": "submitted",
        "outcome": chance.choices(*zip(*OUTCOMES, strict=True))[0],
        "started_at": start,
        "ended_at": end,
        "submitted_at": submitted,
        "device_time": submitted,
        "device_offset": 8 * 60,  # minutes
        "adverse_event_mentioned": False,
    }
    is_face = row["channel"] == "face"
    row |= {"location": "reception"} if is_face else {}
    row["interaction"] = "in_person" if is_face else "remote"
    if row["outcome"] in {"seen", "too_short"}:
        row |= {
            "key_points": "，".join(map(chance.choice, words.KEY_POINTS)),
            "feedback": chance.choice(words.FEEDBACK) if chance.happens(0.7) else "",
            "next_step": chance.choices(*zip(*NEXT_STEPS, strict=True))[0],
            "reaction": chance.choices(*zip(*REACTIONS, strict=True))[0],
        }


def _load(company, rows):
    keys = copy_in(
        visits.Visit,
        [{name: row[name] for name in OWN} for row in rows],
        history=History(DEEDS, by="rep", at="submitted_at"),
    )
    for row, key in zip(rows, keys, strict=True):
        row["visit_id"] = key
    child = History("demo.load")
    copy_in(
        visits.VisitParticipant,
        [{"visit_id": row["visit_id"], "person_id": row["customer_id"]} for row in rows],
        history=child,
    )
    talks = copy_in(visits.VisitProduct, [_talk(row) for row in rows], history=child)
    copy_in(
        visits.VisitMessage,
        [
            {"visit_product_id": talk, "key_message_id": row["message"].pk}
            for talk, row in zip(talks, rows, strict=True)
        ],
        history=child,
    )
    brought = [_brought(company, row) for row in rows[::BRINGS_ONE_IN]]
    copy_in(visits.VisitMaterial, brought, history=child)
    copy_in(
        visits.Effectiveness,
        [_verdict(company, row) for row in rows if row["status"] == "submitted"],
    )


def _brought(company, row):
    """One material of the visit's product: as planned, and shown to whom was met."""
    is_shown = row.get("outcome") in {"seen", "too_short"}
    return {
        "visit_id": row["visit_id"],
        "version_id": company.materials[row["product"].pk].pk,
        "is_planned": row["planned_on"] is not None,
        "is_shown": is_shown,
        "opened_at": row["started_at"] if is_shown else None,
    }


def _talk(row):
    return {
        "visit_id": row["visit_id"],
        "product_id": row["product"].pk,
        "reaction": row.get("reaction", ""),
    }


def _verdict(company, row):
    """Judged by the policy's own criteria, on what they read of a record."""
    talk = SimpleNamespace(messages=[row["message"]], reaction=row.get("reaction", ""))
    record = SimpleNamespace(
        **{name: row[name] for name in ("outcome", "objective", "key_points", "feedback")},
        **{name: row[name] for name in ("consensus", "next_step", "started_at", "ended_at")},
        participants=[row["customer_id"]],
        products=[talk],
        topic=row["topic_id"],
        is_done=row["outcome"] in visits.Visit.DONE_OUTCOMES,
        minutes=(row["ended_at"] - row["started_at"]).seconds // 60,
    )
    at = Circumstances(company.policy, True, True, row["submitted_at"])
    met = [code for code in company.policy.criteria if CRITERIA[code].is_met(record, at)]
    missed = [code for code in company.policy.criteria if code not in met]
    return {
        "visit_id": row["visit_id"],
        "policy_id": company.policy.pk,
        "is_effective": record.is_done and not missed,
        "met": met,
        "missed": missed,
        "computed_at": row["submitted_at"],
    }
