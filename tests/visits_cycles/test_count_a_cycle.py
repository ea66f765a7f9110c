"""Lin's plan is counted live and capped, gives way to leave, and stays as it was when its cycle closes (VIS-01)."""

from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.models import Reminder
from accounts.services.absence import approve_absence, ask_absence, withdraw_absence
from customers.models import Duplicate
from customers.services.merge import merge_customers
from tests import factories
from tests.visits_cycles.conftest import DAY, TESTS, numbers
from visits.attainment import outlook_of, progress_of
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.services.cycle import close_cycle, turn_cycles_by_the_clock
from visits.services.cycle_plan import (
    approve_plan,
    set_targets,
    submit_plan,
)
from visits.services.plan_target import challenge_target
from visits.services.visit import local_today


@pytest.mark.req("VIS-01")
def test_extra_visits_to_one_customer_hide_no_missed_one(agreed, doctors, seen):
    seen(doctors[1], 5)
    progress = progress_of([agreed])[agreed.pk]

    assert (progress.planned, progress.counted, progress.share) == (7, 2, 28.6)


@pytest.mark.req("VIS-01", "CUS-11")
def test_visits_to_a_merged_record_count_once_where_the_plan_names_both(
    agreed, doctors, seen, steward, arrange
):
    seen(doctors[2], 2)
    with arrange():
        two = Duplicate.objects.create(left=doctors[1], right=doctors[2], kind="person", score=60)

    merge_customers(two, survivor=doctors[1], because="one badge", by=steward)

    rows = PlanTarget.objects.filter(plan=agreed).with_done().order_by("rank")
    assert [row.made for row in rows] == [0, 2, 0]


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
    assert all(two.valid_from == one.valid_to + DAY for one, two in pairwise(cycles))
    reminded = Reminder.objects.filter(kind="cycle_plan.not_submitted", user=lin)
    assert set(reminded.values_list("subject", flat=True)) <= {one.uuid for one in cycles[1:]}


class Undone(Exception):
    pass


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
                    raise Undone
            except Undone:
                pass
            except DatabaseError as refusal:
                assert "cannot become" in str(refusal)
    following = {(str(one), str(two)) for one in model.NEXT for two in model.NEXT[one]}
    assert went == following | {(one, one) for one in model.Status.values}
