"""A rule notices something: one alert, which keeps what it was raised upon."""

from datetime import timedelta

import pytest
from celery import current_app
from django.db import DatabaseError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.history import coming_from, deed, system
from accounts.models import Notification, User
from compliance.models import Alert, RuleRun
from compliance.risk.rule import RULES, Effect, Fact, Mode, Rule, Source, Verdict, declare_rule
from compliance.services.evaluation import (
    evaluate,
    evaluate_by_night,
    judge_changes,
    note_change,
    objections,
    try_parameters,
    verdict_again,
    watch,
)
from tests.compliance.risk.conftest import at_once, in_force


@pytest.mark.req("RSK-E01")
def test_an_alert_keeps_rule_parameters_inputs_and_evidence(raised, lin, product, wen):
    alert = raised(70, person=lin, evidence=[product])

    assert (alert.rule, alert.rule_version, alert.parameters) == ("RSK-31", 1, in_force())
    assert alert.values == {"is_on": True, "most_minutes": 60}
    assert alert.inputs == {"minutes": 70}
    assert (alert.severity, alert.person, alert.status) == ("medium", lin, "new")
    assert alert.evidence == [
        {
            "label": "accounts.product",
            "key": str(product.uuid),
            "name": str(product),
            "change": product.history.first().history_id,
        }
    ]


@pytest.mark.req("RSK-E01")
def test_judged_again_from_what_it_kept_it_says_the_same_after_the_parameters_changed(
    raised, set_to, rule
):
    alert = raised(70)
    set_to(most_minutes=90)

    assert verdict_again(alert) == Verdict("medium", "long", {"minutes": 70})
    assert rule.verdict(alert.inputs, in_force().whole) is None


@pytest.mark.req("RSK-E01")
@pytest.mark.parametrize("column", Alert.FROZEN)
def test_what_was_so_when_it_was_raised_the_database_keeps(raised, lin, column):
    alert = raised(70, person=lin)
    other = {
        "uuid": "00000000-0000-7000-8000-000000000000",
        "rule_version": 2,
        "parameters": None,
        "values": {},
        "words": {},
        "inputs": {},
        "evidence": [{}],
        "person": None,
        "raised_at": timezone.now() - timedelta(days=1),
    }.get(column, "x")

    refused = pytest.raises(DatabaseError, match="never changes")
    with refused, deed("test.tamper", by=system("tests")):
        Alert.objects.filter(pk=alert.pk).update(**{column: other})


@pytest.mark.req("RSK-E02")
def test_the_same_facts_again_raise_nothing_new(run, happened, lin):
    happened(70, person=lin)
    happened(200, person=lin, subject="visit-2")

    first, second = run(), run()
    evaluate_by_night()

    assert (len(first), second, Alert.objects.count()) == (2, [], 2)


@pytest.mark.req("RSK-E02")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_workers_that_notice_the_same_at_once_one_raises_it(run, happened, wen):
    happened(70, subject="visit-1")
    happened(70, subject="visit-2")

    first, second = at_once(run, run)

    assert ([alert.subject for alert in first], second) == (["visit-1", "visit-2"], [])
    assert (Alert.objects.count(), Alert.history.count()) == (2, 2)
    assert Notification.objects.get().params["number"] == 2


@pytest.mark.req("RSK-E02")
def test_many_are_raised_with_as_many_queries_as_one(run, happened, product, wen, law):
    run()
    counts = []
    for number in (1, 9):
        for n in range(number):
            happened(70, subject=f"{number}-{n}", evidence=[product])
        with CaptureQueriesContext(connection) as queries, coming_from("task"):
            assert len(run()) == number
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.req("RSK-E02")
def test_a_later_window_of_the_same_subject_is_another_matter(run, happened):
    happened(70, window="2026-11-21")
    happened(70, window="2026-11-22")
    happened(75, window="2026-11-22")

    assert [alert.window for alert in run()] == ["2026-11-21", "2026-11-22"]


@pytest.mark.req("RSK-E02")
def test_at_the_limit_is_inside_and_one_more_is_not(run, happened):
    happened(60, subject="inside")
    happened(61, subject="outside")

    assert [alert.subject for alert in run()] == ["outside"]


@pytest.mark.req("RSK-E02")
def test_before_a_submission_the_rule_objects_and_writes_nothing(rule, happened):
    (objection,) = objections("stories", happened(61))

    assert (objection.effect, objection.sentence) == (Effect.BLOCK, "It took 61 minutes.")
    assert objections("stories", happened(60)) == []
    assert Alert.objects.count() == 0


@pytest.mark.req("RSK-E02")
def test_after_a_change_only_the_records_that_changed_are_judged(rule, monkeypatch):
    asked = []
    source = Source("stories", lambda since, keys: asked.append((since, keys)) or [])
    monkeypatch.setattr("compliance.services.evaluation.source_of", lambda rule: source)

    judge_changes("stories", ["7"])

    assert asked == [(None, ["7"])]


@pytest.mark.req("RSK-E02")
def test_a_verb_has_its_records_judged_once_it_has_committed(
    rule, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: sent.append((name, args)))

    with django_capture_on_commit_callbacks(execute=True):
        note_change("stories", [7])
        assert sent == []

    assert sent == [("compliance.tasks.judge_changes", ["stories", ["7"]])]


@pytest.mark.req("RSK-E08")
def test_a_rule_can_notice_but_not_write(rule, happened, lin, monkeypatch):
    """Whatever a rule does to pay or employment, the database refuses: it is judged read-only."""

    def punish(since, keys):
        User.objects.filter(pk=lin.pk).update(is_active=False)
        return []

    monkeypatch.setattr(
        "compliance.services.evaluation.source_of", lambda rule: Source("stories", punish)
    )

    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        evaluate(rule, since=None)
    lin.refresh_from_db()
    assert lin.is_active


@pytest.mark.req("RSK-E08")
def test_only_the_rules_of_the_table_may_hold_anything_up():
    def declare(id, modes, effect):
        declare_rule(Rule(id, 1, "", "", "", None, {}, modes=frozenset(modes), effect=effect))

    with pytest.raises(Exception, match="RSK-18 may not hold anything up"):
        declare("RSK-18", Mode, Effect.BLOCK)
    with pytest.raises(Exception, match="RSK-01 may not hold anything up"):
        declare("RSK-01", [Mode.NIGHT], Effect.BLOCK)
    assert {rule.id for rule in RULES.values() if rule.effect == Effect.BLOCK} == {
        *("RSK-26", "RSK-28", "RSK-29", "RSK-50"),
    }


def test_a_rule_that_fails_leaves_the_others_alone_and_shows(rule, facts):
    facts.append(Fact("visits.visit", "1", "", {"hours": 2}))

    evaluate_by_night()

    assert RuleRun.objects.get(rule="RSK-31").problem == "KeyError: 'minutes'"
    assert set(RuleRun.objects.exclude(rule="RSK-31").values_list("problem", flat=True)) == {""}


def test_after_failed_nights_it_looks_back_to_where_it_last_ran_to_its_end(
    rule, run, facts, monkeypatch
):
    asked, now = [], timezone.now()
    evaluate(rule, since=None, now=now)
    facts.append(Fact("visits.visit", "1", "", {"hours": 2}))
    evaluate_by_night(now + timedelta(days=4))
    source = Source("stories", lambda since, keys: asked.append(since) or [])
    monkeypatch.setattr("compliance.services.evaluation.source_of", lambda rule: source)

    evaluate_by_night(now + timedelta(days=5))

    assert now - timedelta(minutes=5) in asked
    assert RuleRun.objects.get(rule="RSK-31").problem == ""


def test_a_rule_that_is_off_says_nothing(run, happened, set_to):
    set_to(is_on=False)
    happened(500)

    assert run() == []


def test_officers_are_told_once_for_a_run_but_nobody_of_themselves(run, happened, wen, law):
    happened(500, subject="a", person=wen)
    happened(500, subject="b")
    run()
    run()

    told = Notification.objects.filter(kind="alert.raised_high").order_by("user__username")
    assert [(one.user, one.params["number"]) for one in told] == [(law, 2), (wen, 1)]


@pytest.mark.req("RSK-E05")
def test_other_parameters_are_tried_on_the_past_and_raise_nothing(rule, raised, happened, wen):
    alert = raised(200)
    happened(50, subject="visit-2")
    happened(50, subject="about-her", person=wen)

    tried = try_parameters(
        rule, {"most_minutes": 40}, since=timezone.now() - timedelta(days=90), by=wen
    )

    assert [(fact.subject, past) for fact, _verdict, past in tried] == [
        ("visit-1", alert),
        ("visit-2", None),
    ]
    assert Alert.objects.count() == 1


def test_the_minute_s_look_asks_the_rules_that_nobody_tells(db):
    watch()

    assert list(RuleRun.objects.values_list("rule", flat=True)) == [
        *("RSK-47", "RSK-53", "RSK-54"),
    ]
