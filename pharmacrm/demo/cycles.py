"""Time off and cycle plans of the demo company: last month's are closed, this month's run, next month's are being agreed."""

from datetime import timedelta
from itertools import pairwise

from django.utils import timezone

from accounts import models as accounts
from accounts.history import bulk_create_recorded, system
from accounts.services.absence import working_days
from visits import models as visits
from visits.models import PlanTarget
from visits.plan_generation import generated_targets
from visits.plan_load import room_of
from visits.services.cycle import close_cycle

DAY = timedelta(days=1)
DEMO = system("demo")
REASONS = ["科室搬迁，本期只见一次", "外出进修至下月", "已调往分院"]
RETURNED = "请补上两家重点医院，并减少基础级客户的次数。"
# How next month's plans stand, by turns; none: not begun.
AHEAD = ["submitted", "draft", "approved", "", "submitted", "returned"]


def plan_cycles(company, chance, leaves):
    people = [(territory, rep) for territory, rep, _people in leaves]
    _absences(company, chance, people)
    _cover(company, chance, people)
    last, this, coming = _cycles(company, chance)
    _plans(company, chance, last, people, ["approved"])
    _plans(company, chance, this, people, ["approved"])
    _plans(company, chance, coming, people, AHEAD)
    _challenge(chance, this)
    close_cycle(last, by=DEMO)


def _absences(company, chance, people):
    """Some days of leave behind everybody, a meeting for all, and a wish of every third that waits."""
    rows = []
    for place, (_territory, rep) in enumerate(people):
        rows.append(
            _absence(company, chance, rep, "leave", -chance.randrange(8, 40), 2, "approved")
        )
        rows.append(_absence(company, chance, rep, "meeting", 24, 1, "approved"))
        if place % 3 == 0:
            wish = chance.choice(["leave", "training"])
            rows.append(_absence(company, chance, rep, wish, 30 + place, 3, "asked"))
    bulk_create_recorded(rows)


def _absence(company, chance, rep, kind, in_days, days, status):
    """From the first working day then; so many working days."""
    begins = company.today + in_days * DAY
    working = working_days(begins, begins + 30 * DAY)[:days]
    is_decided = status == "approved" and kind != "meeting"
    return accounts.Absence(
        uuid=chance.key(),
        user=rep,
        kind=kind,
        valid_from=working[0],
        valid_to=working[-1],
        until_noon=kind == "meeting",
        status=status,
        decided_by=company.people["regional1"] if is_decided else None,
        decided_at=timezone.now() if is_decided else None,
    )


def _cover(company, chance, people):
    """The second representative stands in for the first these days."""
    (_one, covered), (_other, deputy), *_others = people
    accounts.Delegation.objects.create(
        uuid=chance.key(),
        user=covered,
        deputy=deputy,
        given_by=covered,
        valid_from=company.today,
        valid_to=company.today + 4 * DAY,
        note="两家医院的物流问题请跟进",
    )


def _cycles(company, chance):
    first = company.today.replace(day=1)
    after = (first + 31 * DAY).replace(day=1)
    edges = [(first - DAY).replace(day=1), first, after, (after + 31 * DAY).replace(day=1)]
    return bulk_create_recorded(
        [
            visits.Cycle(uuid=chance.key(), valid_from=begins, valid_to=ends - DAY)
            for begins, ends in pairwise(edges)
        ]
    )


def _plans(company, chance, cycle, people, states):
    targets = []
    for place, (territory, rep) in enumerate(people):
        status = states[place % len(states)]
        if status:
            plan = _plan(company, chance, cycle, territory, rep, status)
            targets += generated_targets(plan)
    for target in targets:
        target.uuid = chance.key()
    bulk_create_recorded(targets)


def _plan(company, chance, cycle, territory, rep, status):
    plan = visits.CyclePlan(
        uuid=chance.key(), cycle=cycle, rep=rep, territory=territory, status=status
    )
    room = room_of(plan)
    plan.working_days, plan.days_off = room.working_days, room.days_off
    plan.visits_a_day = room.visits_a_day
    if status != "draft":
        plan.submitted_at = timezone.now()
    if status in {"approved", "returned"}:
        plan.decided_by, plan.decided_at = company.people["regional1"], timezone.now()
    if status == "returned":
        plan.decision_reason = RETURNED
    plan.save()
    return plan


def _challenge(chance, cycle):
    """Two targets of the first two plans."""
    for plan in visits.CyclePlan.objects.filter(cycle=cycle).order_by("pk")[:2]:
        target = PlanTarget.objects.filter(plan=plan, planned__gt=1).order_by("rank").first()
        if target:
            target.status, target.wanted = "challenged", target.planned - 1
            target.reason, target.challenged_at = chance.choice(REASONS), timezone.now()
            target.save()
