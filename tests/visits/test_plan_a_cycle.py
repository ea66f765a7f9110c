"""Lin's cycle plan: generated from the playbook, trimmed to her days, agreed with Shen, counted and closed (VIS-01)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from accounts.approvals import piles_of
from accounts.history import system
from accounts.models import Notification, Reminder
from accounts.services.absence import approve_absence, ask_absence, withdraw_absence
from accounts.services.calendar import seed_calendar
from customers.models import Playbook, PlaybookItem
from tests import factories
from visits.attainment import outlook_of, progress_of
from visits.models import Cycle, CyclePlan, PlanTarget, Visit
from visits.plan_load import load_of, room_of
from visits.services.cycle import close_cycle, turn_cycles_by_the_clock
from visits.services.cycle_plan import (
    approve_plan,
    generate_plan,
    return_plan,
    set_targets,
    submit_plan,
    trim_plan,
)
from visits.services.plan_target import accept_challenge, challenge_target, decline_challenge
from visits.services.visit import local_today

TESTS = system("tests")
DAY = timedelta(days=1)
# October 2026: 18 working days, the make-up Saturday among them.
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DOCTORS = [("周岚", "strategic"), ("贺敏", "growth"), ("孟溪", "basic")]
CADENCE = {"strategic": (4, "month"), "growth": (2, "month"), "basic": (1, "quarter")}


@pytest.fixture
def cycle(arrange):
    seed_calendar(2026, by=TESTS)
    with arrange():
        return Cycle.objects.create(valid_from=FIRST, valid_to=LAST)


@pytest.fixture
def playbooks(arrange):
    with arrange():
        for tier, (times, period) in CADENCE.items():
            playbook = Playbook.objects.create(
                tier=tier,
                customer_type="doctor",
                version=1,
                status="live",
                valid_from=factories.LONG_AGO,
            )
            PlaybookItem.objects.create(playbook=playbook, kind="visit", times=times, period=period)


@pytest.fixture
def doctors(territories, playbooks):
    """Lin's three, the most important first."""
    found = []
    for name, tier in DOCTORS:
        person = factories.PersonFactory(name=name, type="doctor", territory=territories["E11"])
        factories.set_tier(person.customer, tier)
        found.append(person.customer)
    return found


@pytest.fixture
def plan(cycle, doctors, lin):
    return generate_plan(cycle, by=lin)


@pytest.fixture
def agreed(plan, lin, shen):
    return approve_plan(submit_plan(plan, by=lin), by=shen)


@pytest.fixture
def seen(arrange, lin, territories):
    """So many visits done, each on its own day of the cycle from the 8th on."""

    def see(customer, number):
        with arrange():
            for n in range(number):
                made(lin, customer, territories["E11"], FIRST + (7 + n) * DAY)

    return see


def made(rep, customer, territory, day):
    at = datetime.combine(day, time(9), factories.COMPANY_ZONE)
    return Visit.objects.create(
        rep=rep,
        customer=customer,
        territory=territory,
        day=day,
        status="submitted",
        outcome="seen",
        started_at=at,
        submitted_at=at,
        adverse_event_mentioned=False,
    )


def numbers(plan, name="planned"):
    return list(PlanTarget.objects.filter(plan=plan).order_by("rank").values_list(name, flat=True))


def actions(row):
    return [one.action for one in row.history.order_by("history_id")]


@pytest.mark.req("VIS-01")
def test_it_is_generated_from_the_cadence_with_why(plan):
    targets = PlanTarget.objects.filter(plan=plan).with_names().order_by("rank")

    assert [(str(one.customer), one.planned, one.why) for one in targets] == [
        ("周岚", 4, "Playbook: 4 per month"),
        ("贺敏", 2, "Playbook: 2 per month"),
        ("孟溪", 1, "Playbook: 1 per quarter"),
    ]
    assert (plan.working_days, plan.days_off, plan.capacity) == (18, 0, 144)


def test_who_was_seen_lately_by_a_rare_cadence_is_not_due(
    cycle, doctors, lin, arrange, territories
):
    with arrange():
        made(lin, doctors[2], territories["E11"], FIRST - DAY)
    assert numbers(generate_plan(cycle, by=lin)) == [4, 2]


def test_it_takes_the_same_number_of_questions_for_one_customer_and_for_many(
    cycle, doctors, lin, territories, django_assert_max_num_queries
):
    for n in range(12):
        person = factories.PersonFactory(
            name=f"医生{n}", type="doctor", territory=territories["E11"]
        )
        factories.set_tier(person.customer, "growth")
    with django_assert_max_num_queries(30):
        plan = generate_plan(cycle, by=lin)
    assert len(numbers(plan)) == 15


@pytest.mark.req("VIS-01")
def test_an_overload_is_told_exactly_and_cut_where_it_matters_least(plan, lin):
    targets = {str(one.customer): one for one in PlanTarget.objects.filter(plan=plan).with_names()}
    set_targets(
        plan, {targets["周岚"].uuid: 60, targets["贺敏"].uuid: 60, targets["孟溪"].uuid: 30}, by=lin
    )
    load = load_of(plan, room_of(plan).capacity)

    assert (load.capacity, load.planned, load.excess) == (144, 150, 6)
    assert [(str(one.customer), number) for one, number in load.cuts] == [("孟溪", 6)]
    assert trim_plan(plan, by=lin) == 6
    assert numbers(plan) == [60, 60, 24]


@pytest.mark.req("VIS-01")
def test_only_its_rep_writes_it_and_only_while_it_is_hers(plan, agreed, lin, chen, doctors):
    (target, *_others) = PlanTarget.objects.filter(plan=plan)
    with pytest.raises(PermissionDenied):
        set_targets(plan, {target.uuid: 1}, by=chen)
    with pytest.raises(ValidationError, match="challenge a target"):
        set_targets(plan, {target.uuid: 1}, by=lin)
    with pytest.raises(ValidationError, match="From 0 to 62"):
        challenge_target(target, wanted=63, reason="Many", by=lin)


@pytest.mark.req("VIS-01")
def test_it_is_submitted_returned_with_a_reason_and_approved(plan, lin, shen, chen):
    submit_plan(plan, by=lin)
    assert [pile.label for pile in piles_of(shen)] == ["Cycle plans"]
    for by in (lin, chen):
        with pytest.raises(PermissionDenied):
            approve_plan(plan, by=by)
    with pytest.raises(ValidationError):
        return_plan(plan, because=" ", by=shen)

    return_plan(plan, because="Gu is missing", by=shen)
    plan = approve_plan(submit_plan(plan, by=lin), by=shen)

    assert (plan.status, plan.decided_by, piles_of(shen)) == ("approved", shen, [])
    assert actions(plan) == [
        "cycle_plan.generate",
        "cycle_plan.submit",
        "cycle_plan.return",
        "cycle_plan.submit",
        "cycle_plan.approve",
    ]
    told = Notification.objects.filter(user=lin).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["cycle_plan.decided"] * 2


@pytest.mark.req("VIS-01")
def test_a_target_is_challenged_with_a_reason_and_the_manager_answers(agreed, lin, shen):
    first, second = PlanTarget.objects.filter(plan=agreed).order_by("rank")[:2]
    challenge_target(first, wanted=2, reason="On a congress", by=lin)
    challenge_target(second, wanted=0, reason="Moved away", by=lin)
    with pytest.raises(ValidationError):
        decline_challenge(second, because="", by=shen)
    with pytest.raises(PermissionDenied):
        accept_challenge(first, by=lin)

    accept_challenge(first, by=shen)
    decline_challenge(second, because="She is back in October", by=shen)

    assert numbers(agreed)[:2] == [2, 2]
    assert numbers(agreed, "status") == ["accepted", "declined", "set"]


@pytest.mark.req("VIS-01")
def test_extra_visits_to_one_customer_hide_no_missed_one(agreed, doctors, seen):
    seen(doctors[1], 5)
    progress = progress_of([agreed])[agreed.pk]

    assert (progress.planned, progress.counted, progress.share) == (7, 2, 28.6)


@pytest.mark.req("VIS-01")
def test_the_gap_is_closed_by_the_fewest_visits_the_most_important_first(
    agreed, doctors, seen, monkeypatch
):
    seen(doctors[0], 1)
    monkeypatch.setattr("visits.attainment.local_today", lambda user: date(2026, 10, 12))
    early = outlook_of(agreed)
    monkeypatch.setattr("visits.attainment.local_today", lambda user: date(2026, 10, 15))
    outlook = outlook_of(agreed)

    assert (early.field_days_passed, early.forecast) == (4, None)
    assert (outlook.field_days_passed, outlook.forecast, outlook.goal) == (7, 3, 7)
    assert (outlook.missing, [(str(one.customer), n) for one, n in outlook.gap]) == (
        6,
        [("周岚", 3), ("贺敏", 2), ("孟溪", 1)],
    )


@pytest.mark.req("VIS-01", "ACC-04")
def test_approved_leave_takes_visits_and_gives_them_back_with_the_days(plan, lin, shen):
    targets = list(PlanTarget.objects.filter(plan=plan).order_by("rank"))
    set_targets(plan, {targets[0].uuid: 60, targets[1].uuid: 50, targets[2].uuid: 34}, by=lin)
    plan = approve_plan(submit_plan(plan, by=lin), by=shen)
    leave = ask_absence(
        kind="leave", valid_from=date(2026, 10, 12), valid_to=date(2026, 10, 16), by=lin
    )
    approve_absence(leave, by=shen)
    plan.refresh_from_db()

    assert (plan.days_off, plan.capacity) == (5, 104)
    assert numbers(plan) == [60, 44, 0]
    assert numbers(plan, "before_leave") == [None, 50, 34]
    version = plan.history.order_by("history_id").last()
    assert (version.action, version.history_change_reason) == ("cycle_plan.rebalance", str(leave))

    if leave.valid_to >= local_today(lin):
        withdraw_absence(leave, by=lin)
        assert numbers(plan) == [60, 50, 34]


@pytest.mark.req("VIS-01")
def test_a_closed_cycle_stays_as_it_was_counted(agreed, cycle, doctors, seen, lin):
    seen(doctors[0], 3)
    close_cycle(cycle, by=TESTS)
    frozen, progress = numbers(agreed, "done"), progress_of([agreed])[agreed.pk]
    seen(doctors[1], 2)

    assert frozen == [3, 0, 0]
    assert progress_of([agreed])[agreed.pk] == progress
    agreed.refresh_from_db()
    assert agreed.status == "closed"
    with pytest.raises(ValidationError, match="closed"):
        challenge_target(PlanTarget.objects.filter(plan=agreed)[0], wanted=1, reason="Late", by=lin)


def test_each_morning_opens_cycles_ahead_once_and_reminds_of_plans(lin, arrange):
    turn_cycles_by_the_clock()
    turn_cycles_by_the_clock()
    cycles = list(Cycle.objects.order_by("valid_from"))

    assert cycles[0].valid_from == local_today(lin).replace(day=1)
    assert all(
        two.valid_from == one.valid_to + DAY for one, two in zip(cycles, cycles[1:], strict=False)
    )
    reminded = Reminder.objects.filter(kind="cycle_plan.not_submitted", user=lin)
    assert set(reminded.values_list("subject", flat=True)) <= {one.uuid for one in cycles[1:]}


def fresh(model, plan, cycle, status, chen, doctors):
    """A row of the model that begins with the status."""
    if model is Cycle:
        return Cycle(valid_from=date(2031, 1, 1), valid_to=date(2031, 1, 31), status=status)
    days = {"territory": plan.territory, "working_days": 1, "visits_a_day": 1}
    if model is CyclePlan:
        return CyclePlan(cycle=cycle, rep=chen, **days, status=status)
    said = {"planned": 1, "rank": 1, "wanted": 1, "reason": "x"}
    other = factories.PersonFactory(name="顾明慧").customer
    return PlanTarget(plan=plan, customer=other, **said, status=status)


@pytest.mark.parametrize("model", [Cycle, CyclePlan, PlanTarget])
def test_the_database_lets_a_status_go_only_where_the_table_says(
    plan, cycle, chen, doctors, arrange, model
):
    went = set()
    for before in model.Status.values:
        for after in model.Status.values:
            try:
                with transaction.atomic(), arrange():
                    row = fresh(model, plan, cycle, before, chen, doctors)
                    row.save()
                    row.status = after
                    row.save()
                    went.add((before, after))
                    transaction.set_rollback(True)
            except DatabaseError as refusal:
                assert "cannot become" in str(refusal)
    following = {(str(one), str(two)) for one in model.NEXT for two in model.NEXT[one]}
    assert went == following | {(one, one) for one in model.Status.values}
