"""What the demo's customers ask, how in time it was answered, and what was promised to do next."""

from datetime import timedelta

from django.utils import timezone

from accounts.services.calendar import add_business_hours, business_minutes
from customers.models import TierPeriod
from pharmacrm.demo import words
from pharmacrm.demo.copying import History, copy_in
from visits import models as visits
from visits.request_reminders import remind_of_promise
from visits.services.service_level import promise_for

KINDS = [
    ("medical_inquiry", 35),
    ("question", 20),
    ("supply", 15),
    ("product_feedback", 10),
    ("complaint", 8),
    ("price_policy", 7),
    ("suggestion", 5),
]
STILL_OPEN = timedelta(days=3)


def raise_requests(company, chance, sample):
    """Requests from a sample of visits: answered mostly in time; the newest still open."""
    now = timezone.now()
    answering = _answering(company)
    tiers = _tiers(sample)
    rows = [_request(chance, visit, tiers, answering, now) for visit in sample]
    keys = copy_in(
        visits.Request, rows, history=History("request.raise", by="raised_by", at="raised_at")
    )
    copy_in(visits.RequestEntry, _entries(chance, keys, rows), history=History("demo.load"))
    for request in visits.Request.objects.open().select_related("customer", "raised_by"):
        remind_of_promise(request)


def plan_follow_ups(company, chance, sample):
    copy_in(
        visits.FollowUp,
        [
            {
                "uuid": chance.key(),
                "customer_id": visit["customer_id"],
                "visit_id": visit["visit_id"],
                "what": chance.choice(words.FOLLOW_UPS),
                "owner_id": visit["rep_id"],
                "due_on": (due := visit["day"] + timedelta(days=chance.randrange(2, 12))),
                "done_at": _done_at(company, chance, visit, due),
                "evidence": "已当面交付",
            }
            for visit in sample
            if chance.happens(0.5)
        ],
        history=History("follow_up.add", by="owner"),
    )


def _done_at(company, chance, visit, due):
    done = visit["submitted_at"] + timedelta(days=chance.randrange(1, 14))
    age = (company.today - due).days
    is_done = age > 10 or (age > 2 and chance.happens(0.9))
    return done if is_done and done < timezone.now() else None


def _answering(company):
    """{department: user pk}"""
    return {
        user.removesuffix("1"): person.pk
        for user, person in company.people.items()
        if user.removesuffix("1") in visits.Department
    }


def _tiers(sample):
    """{customer: its periods}: the tier counts that was held on the day."""
    found = {}
    wanted = {visit["customer_id"] for visit in sample}
    for period in TierPeriod.objects.filter(customer__in=wanted):
        found.setdefault(period.customer_id, []).append(period)
    return found


def _request(chance, visit, tiers, answering, now):
    kind = chance.choices(*zip(*KINDS, strict=True))[0]
    raised = visit["submitted_at"]
    periods = tiers.get(visit["customer_id"], [])
    tier = next((p.tier for p in periods if p.holds_on(visit["day"])), "")
    promise = promise_for(kind=kind, tier=tier, raised_at=raised)
    row = {
        "uuid": chance.key(),
        "customer_id": visit["customer_id"],
        "visit_id": visit["visit_id"],
        "product_id": visit["product"].pk,
        "kind": kind,
        "words": chance.choice(words.QUESTIONS[kind]),
        "territory_id": visit["territory_id"],
        "tier": tier,
        "department": promise.department,
        "status": "open",
        "raised_by_id": visit["rep_id"],
        "raised_at": raised,
        "respond_by": promise.respond_by,
        "resolve_by": promise.resolve_by,
        "is_provisional": promise.is_provisional,
        "assignee_id": answering[promise.department],
        "first_response_at": None,
        "first_response_minutes": None,
        "resolved_at": None,
        "resolution_minutes": None,
        "satisfaction": None,
        "confirmed_at": None,
    }
    _answer(chance, row, now)
    return row


def _answer(chance, row, now):
    if now - row["raised_at"] < STILL_OPEN and chance.happens(0.7):
        return
    late = chance.happens(0.14)
    answered = (
        row["respond_by"] + timedelta(hours=chance.randrange(2, 30))
        if late
        else (row["raised_at"] + (row["respond_by"] - row["raised_at"]) * chance.uniform(0.1, 0.95))
    )
    resolved, _ = add_business_hours(answered, chance.randrange(1, 20))
    if answered > now:
        return
    row |= {
        "status": "answered",
        "first_response_at": answered,
        "first_response_minutes": business_minutes(row["raised_at"], answered),
    }
    if resolved < now:
        row |= {
            "status": "resolved",
            "resolved_at": resolved,
            "resolution_minutes": business_minutes(row["raised_at"], resolved),
        }
        if chance.happens(0.6):
            row |= {
                "confirmed_at": resolved,
                "satisfaction": chance.choices([5, 4, 3, 2], [50, 33, 12, 5])[0],
            }


def _entries(chance, keys, rows):
    for key, row in zip(keys, rows, strict=True):
        if row["status"] == "open":
            continue
        yield {
            "uuid": chance.key(),
            "request_id": key,
            "kind": "resolution" if row["status"] == "resolved" else "response",
            "text": chance.choice(words.ANSWERS),
            "by_id": row["assignee_id"],
            "at": row["resolved_at"] or row["first_response_at"],
        }
