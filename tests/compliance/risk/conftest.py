"""A rule of the story: a visit may not take longer than the company has set. Its facts are what the story tells."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import ParameterVersion
from accounts.parameters import DECLARED, Parameter
from accounts.permissions import Role
from accounts.registry import risk_facts
from accounts.services.parameter import (
    approve_parameters,
    parameters_on,
    propose_parameters,
    ship_parameters,
)
from compliance.models import Alert
from compliance.risk.rule import (
    RULES,
    Effect,
    Evidence,
    Fact,
    Mode,
    Rule,
    Source,
    Verdict,
    declare_rule,
)
from compliance.services.evaluation import evaluate
from tests.conftest import _person

BECAUSE = "The doctor confirmed it"
RULE = "RSK-31"  # one of those that may hold something up


def judge_length(inputs, values):
    minutes = inputs["minutes"]
    if minutes <= values["most_minutes"]:
        return None
    severity = "high" if minutes > 3 * values["most_minutes"] else "medium"
    return Verdict(severity, "long", {"minutes": minutes})


@pytest.fixture
def facts():
    """What happened, as far as the engine is told; the story adds to it."""
    return []


@pytest.fixture
def rule(db, facts):
    source = Source("stories", lambda since, keys: iter(facts))
    risk_facts.register(source)
    declare_rule(
        Rule(
            RULE,
            1,
            "Duration of a visit",
            why="D",
            source="stories",
            judge=judge_length,
            sentences={"long": "It took %(minutes)s minutes."},
            modes=frozenset(Mode),
            effect=Effect.BLOCK,
            parameters=(Parameter("most_minutes", "Longest visit", 60, "minutes", 1, 600),),
        )
    )
    ship_parameters()
    yield RULES[RULE]
    risk_facts.remove(source)
    del RULES[RULE], DECLARED[RULE]


@pytest.fixture
def happened(facts):
    """happened(200, person=lin): a visit took so many minutes."""

    def tell(minutes, *, person=None, subject="visit-1", window="", evidence=()):
        fact = Fact(
            label="visits.visit",
            subject=subject,
            name="第一医院",
            inputs={"minutes": minutes},
            window=window,
            person=person and person.pk,
            evidence=tuple(
                Evidence(one._meta.label_lower, str(one.uuid), str(one)) for one in evidence
            ),
        )
        facts.append(fact)
        return fact

    return tell


@pytest.fixture
def run(rule):
    """The engine's run over what happened; the new alerts."""
    return lambda: evaluate(rule, since=timezone.now() - timedelta(days=2))


@pytest.fixture
def raised(run, happened):
    """raised(200, person=lin): the alert about it."""

    def tell(minutes=200, **fact):
        happened(minutes, **fact)
        (alert,) = run()
        return Alert.objects.get(pk=alert.pk)

    return tell


@pytest.fixture
def law(db):
    """Wen's colleague, the second person."""
    return _person("law", "罗法", Role.COMPLIANCE)


@pytest.fixture
def boss(db):
    return _person("boss", "总经理", Role.GENERAL_MANAGER)


@pytest.fixture
def set_to(wen, law):
    """set_to(most_minutes=90): proposed by Wen, approved by her colleague, in force from today."""

    def change(code=RULE, **values):
        proposal = propose_parameters(
            code,
            values=in_force(code).whole | values,
            valid_from=timezone.localdate(),
            reason="As agreed",
            by=wen,
        )
        return approve_parameters(proposal, by=law)

    return change


def at_once(first, second):
    """What two workers answer, the second beginning before the first has committed: it ends, or waits for the first."""
    begun, answers = threading.Event(), {}

    def work():
        begun.wait(20)
        try:
            answers["second"] = second()
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    with transaction.atomic():
        answers["first"] = first()
        begun.set()
        while worker.is_alive() and not somebody_waits():
            worker.join(0.05)
    worker.join(20)
    return answers["first"], answers["second"]


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def in_force(code=RULE):
    return parameters_on(timezone.localdate(), code)[code]


def versions(code=RULE):
    rows = ParameterVersion.objects.filter(code=code).order_by("version")
    return [(row.version, row.status, row.valid_from, row.valid_to) for row in rows]
