"""Lin's cycle plan: generated from the playbook, trimmed to her days, agreed with Shen (VIS-01)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.approvals import piles_of
from accounts.models import Notification
from tests import factories
from tests.visits_cycles.conftest import DAY, FIRST, actions, made, numbers
from visits.models import PlanTarget
from visits.plan_load import load_of, room_of
from visits.services.cycle_plan import (
    approve_plan,
    generate_plan,
    return_plan,
    set_targets,
    submit_plan,
    trim_plan,
)
from visits.services.plan_target import accept_challenge, challenge_target, decline_challenge


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
