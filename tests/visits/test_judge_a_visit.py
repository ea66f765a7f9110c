"""A visit is judged by the policy of its day; what it met and missed is stored and shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job
from accounts.services.job import run_job
from customers.models import Alignment
from visits.criteria import CRITERIA, Circumstances, judge
from visits.models import Effectiveness, VisitPolicy
from visits.record import Talk
from visits.services.policy import introduce_policy, policy_on
from visits.services.submission import submit_visit

pytestmark = pytest.mark.req("VIS-07")


@pytest.fixture
def at(policy):
    return Circumstances(policy, True, True, timezone.now())


def missed(record, at):
    return judge(record, at)[1]


def test_a_visit_that_lacks_nothing_is_effective(submitted):
    verdict = submitted.effectiveness

    assert (verdict.is_effective, verdict.missed) == (True, [])
    assert verdict.met == list(CRITERIA)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"participants": ()}, "participant"),
        ({"objective": " "}, "objective"),
        ({"topic": None}, "topic"),
        ({"ended_at": None}, "duration"),
    ],
)
def test_each_criterion_is_missed_alone(complete, at, changes, code):
    assert missed(replace(complete, **changes), at) == [code]


def test_key_points_do_where_no_message_was_covered(complete, at, product):
    silent = replace(complete, products=(Talk(product, (), "neutral"),))

    assert missed(silent, at) == ["topic"]
    assert missed(replace(silent, key_points="Dialysis"), at) == []


def test_without_reaction_feedback_consensus_or_next_step_there_is_no_answer(
    complete, at, product, messages
):
    mute = replace(complete, next_step="", products=(Talk(product, tuple(messages)),))

    assert missed(mute, at) == ["answer"]
    assert missed(replace(mute, consensus="Try it on three patients"), at) == []


def test_the_shortest_visit_that_counts_is_the_policys(complete, at):
    three = replace(complete, ended_at=complete.started_at + timedelta(minutes=3))
    two = replace(complete, ended_at=complete.started_at + timedelta(minutes=2, seconds=59))

    assert missed(three, at) == []
    assert missed(two, at) == ["duration"]


def test_it_is_in_time_to_the_second(complete, policy):
    limit = complete.ended_at + timedelta(hours=policy.submit_within_hours)
    late = limit + timedelta(seconds=1)

    assert missed(complete, Circumstances(policy, True, True, limit)) == []
    assert missed(complete, Circumstances(policy, True, True, late)) == ["in_time"]


def test_a_customer_of_another_territory_is_not_aligned(planned, complete, lin, arrange):
    Alignment.objects.filter(customer=planned.customer).update(
        valid_to=planned.day - timedelta(days=1)
    )

    visit = submit_visit(planned, record=complete, adverse_event=False, by=lin)

    assert visit.effectiveness.missed == ["aligned"]


@pytest.mark.parametrize("name", ["visit_list", "today"])
def test_lists_say_which_criteria_a_visit_missed(as_user, planned, complete, lin, name):
    two_minutes = complete.started_at + timedelta(minutes=2)
    submit_visit(
        planned,
        record=replace(complete, objective="", ended_at=two_minutes),
        adverse_event=False,
        by=lin,
    )

    page = as_user(lin).get(reverse(f"visits:{name}")).text
    assert "Not effective 5/7: no objective, too short" in page


def test_an_attempt_is_never_effective(planned, complete, lin):
    visit = submit_visit(
        planned, record=replace(complete, outcome="refused"), adverse_event=False, by=lin
    )

    assert not visit.effectiveness.is_effective


def test_a_new_version_ends_the_one_before(policy, an, today):
    newer = introduce_policy(
        criteria=["objective"], valid_from=today + timedelta(days=1), minimum_minutes=5, by=an
    )

    policy.refresh_from_db()
    assert (policy.valid_to, newer.version) == (today, 5)
    assert (policy_on(today), policy_on(today + timedelta(days=1))) == (policy, newer)


def test_a_version_does_not_begin_before_its_predecessor(policy, an):
    with pytest.raises(ValidationError) as refusal:
        introduce_policy(criteria=["objective"], valid_from=policy.valid_from, by=an)

    assert list(refusal.value.message_dict) == ["valid_from"]


def test_a_rep_makes_no_policy(policy, lin, today):
    with pytest.raises(PermissionDenied):
        introduce_policy(criteria=["objective"], valid_from=today, by=lin)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_visits_of_a_new_versions_days_are_judged_anew_without_touching_them(submitted, an, today):
    before = submitted.history.count()
    introduce_policy(criteria=["duration"], valid_from=today, minimum_minutes=30, by=an)

    run_job(Job.objects.get().pk)

    verdict = Effectiveness.objects.get(visit=submitted)
    assert (verdict.policy.version, verdict.is_effective) == (5, False)
    assert verdict.missed == ["duration"]
    assert submitted.history.count() == before


def test_everybody_reads_the_policy_and_only_its_keeper_changes_it(as_user, policy, lin, an):
    assert "Version 4" in as_user(lin).get(reverse("visits:policy_list")).text
    assert as_user(lin).get(reverse("visits:policy_new")).status_code == 403
    answer = as_user(an).post(
        reverse("visits:policy_new"),
        {
            "valid_from": timezone.localdate() + timedelta(days=3),
            "criteria": ["objective", "duration"],
            "minimum_minutes": 10,
            "submit_within_hours": 48,
            "back_date_days": 3,
        },
    )

    assert answer.url == reverse("visits:policy_list")
    newest = VisitPolicy.objects.first()
    assert (newest.version, newest.criteria) == (5, ["objective", "duration"])
