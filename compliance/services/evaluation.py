"""Runs rules over facts: before a submission, soon after a change, and over the past days each night (RSK-E02).

Facts are gathered and judged in a transaction that may only read: a rule can notice, it can never punish (RSK-E08).
"""

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from accounts.history import system
from accounts.parameters import checked
from accounts.permissions import Permission, require
from accounts.services.parameter import parameters_on
from compliance.models import Alert, RuleRun
from compliance.risk.rule import RULES, Effect, Fact, Mode, Rule, Verdict, source_of
from compliance.services.alert import Hit, raise_alerts

logger = logging.getLogger(__name__)
ENGINE = system("risk")
OVERLAP = timedelta(minutes=5)  # what was in the making when a run ended is looked at again
FIRST_LOOK = timedelta(days=2)


def evaluate(rule, *, since, keys=None, now=None):
    """Judges all facts of a moment on, or of these records, and raises what is new. Returns the new alerts."""
    now = now or timezone.now()
    version = parameters_on(timezone.localdate(now), rule.id)[rule.id]
    values, hits, number = version.whole, [], 0
    with _looking_only():
        for fact in source_of(rule).gather(since, keys):
            number += 1
            if verdict := rule.verdict(fact.inputs, values):
                hits.append(Hit(fact, verdict))
    raised = raise_alerts(rule, hits, parameters=version, now=now, by=ENGINE)
    if keys is None:
        _note(rule, ran_at=now, problem="", facts=number, hits=len(hits), raised=len(raised))
    return raised


def raise_about(rule, fact, now=None):
    """For what was refused and so left no record to look at again: judges the one fact, raises what is new."""
    now = now or timezone.now()
    version = parameters_on(timezone.localdate(now), rule.id)[rule.id]
    verdict = rule.verdict(fact.inputs, version.whole)
    hits = [Hit(fact, verdict)] if verdict else []
    return raise_alerts(rule, hits, parameters=version, now=now, by=ENGINE)


def evaluate_by_night(now=None):
    """Every rule over its past days, or since it last could. One that fails leaves the others alone, and shows."""
    now, last = now or timezone.now(), _last_runs()
    for rule in _rules(Mode.NIGHT):
        nights_ago = now - timedelta(days=rule.nights)
        _run(rule, now, since=min(nights_ago, last.get(rule.id, nights_ago) - OVERLAP))


def watch(now=None):
    """Each minute: the rules about what no verb tells of."""
    now, last = now or timezone.now(), _last_runs()
    for rule in _rules(Mode.COMMIT):
        if source_of(rule).is_watched:
            _run(rule, now, since=last.get(rule.id, now - FIRST_LOOK) - OVERLAP)


def judge_changes(source, keys):
    """The rules about these records; a task, started by note_change()."""
    now = timezone.now()
    for rule in _rules(Mode.COMMIT):
        if rule.source == source:
            _run(rule, now, since=None, keys=keys)


def note_change(source, keys):
    """For verbs, in their transaction: these records are judged when it has committed. What a lost message leaves
    undone is found by night."""
    keys = [str(key) for key in keys]
    transaction.on_commit(lambda: _send(source, keys), robust=True)


@dataclass(frozen=True)
class Objection:
    rule: Rule
    verdict: Verdict

    @property
    def effect(self):
        return self.rule.effect

    @property
    def sentence(self):
        return self.rule.words_for(self.verdict.sentence, self.verdict.words)


def objections(source, fact: Fact):
    """What the rules say before something is submitted, the gravest first. The verb decides what follows: refuse
    (block), ask compliance (approve), tell (warn). Nothing is written: what is refused never was."""
    versions = parameters_on(timezone.localdate())
    found = []
    with _looking_only():
        for rule in _rules(Mode.BEFORE):
            if rule.source == source:
                verdict = rule.verdict(fact.inputs, versions[rule.id].whole)
                found += [Objection(rule, verdict)] if verdict else []
    return sorted(found, key=lambda one: list(Effect).index(one.effect))


def verdict_again(alert):
    """The verdict on what the alert has kept, by the rule as it is now: the same as then while its version is the same."""
    return RULES[alert.rule].verdict(alert.inputs, alert.values)


def try_parameters(rule, values, *, since, by):
    """[(fact, verdict, the alert that there was, or None)] of the past under other parameters. Raises none (RSK-E05)."""
    require(by, Permission.PARAMETER_READ)
    values = checked(rule.id, values)
    with _looking_only():
        facts = list(source_of(rule).gather(since, None))
    # Nobody learns here what is noticed about themselves.
    others = [fact for fact in facts if not fact.is_about(by)]
    verdicts = [(fact, rule.verdict(fact.inputs, values)) for fact in others]
    hits = [(fact, verdict) for fact, verdict in verdicts if verdict]
    alerts = Alert.objects.visible_to(by).filter(
        rule=rule.id, subject__among=list({fact.subject for fact, _verdict in hits})
    )
    past = {(alert.label, alert.subject, alert.window): alert for alert in alerts}
    return [(fact, verdict, past.get(fact.identity)) for fact, verdict in hits]


def _rules(mode):
    return [rule for rule in RULES.values() if mode in rule.modes]


def _run(rule, now, **scope):
    try:
        with transaction.atomic():
            evaluate(rule, now=now, **scope)
    except Exception as problem:
        logger.exception("Rule %s failed", rule.id)
        _note(rule, failed_at=now, problem=f"{type(problem).__name__}: {problem}")


@contextmanager
def _looking_only():
    """The end of a savepoint gives back the right to write."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def _last_runs():
    """{rule: when it last ran to its end}: what a run that failed has not seen is looked at by the next."""
    return dict(RuleRun.objects.exclude(ran_at=None).values_list("rule", "ran_at"))


def _note(rule, **run):
    RuleRun.objects.update_or_create(rule=rule.id, defaults=run)


def _send(source, keys):
    try:
        current_app.send_task("compliance.tasks.judge_changes", [source, keys])
    except (BrokerError, OSError) as problem:
        logger.warning("%s of %s wait for the night: %s", len(keys), source, problem)
