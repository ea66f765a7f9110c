"""The rules as their pages show them: with their figures, their versions and what a proposal would have done."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from accounts.models import ParameterVersion
from accounts.services.parameter import parameters_on
from compliance.models import Alert, RuleRun, Suppression
from compliance.risk.rule import RULES, Rule
from compliance.risk.wording import label_of, values_of
from compliance.services.evaluation import try_parameters
from compliance.services.precision import Precision, precision_by_parameters

TRIED_DAYS, SHOWN = 90, 20


@dataclass(frozen=True)
class Line:
    """A rule in the list."""

    rule: Rule
    version: ParameterVersion
    values: list
    open_alerts: int
    precision: Precision
    run: RuleRun | None
    waits: bool  # a proposal waits for a decision


def lines(user):
    in_force = parameters_on(timezone.localdate())
    open_alerts = Alert.objects.visible_to(user).open().order_by().values_list("rule")
    counted = dict(open_alerts.annotate(number=Count("pk")))
    precision = precision_by_parameters()
    runs = {run.rule: run for run in RuleRun.objects.visible_to(user)}
    proposals = ParameterVersion.objects.visible_to(user).proposed()
    waiting = set(proposals.values_list("code", flat=True))
    return [
        Line(
            rule,
            in_force[code],
            values_of(code, in_force[code].whole),
            counted.get(code, 0),
            precision.get(in_force[code].pk, Precision(in_force[code].pk)),
            runs.get(code),
            code in waiting,
        )
        for code, rule in sorted(RULES.items())
    ]


def rule_in_full(rule, in_force, user):
    """What the page of one rule shows."""
    precision = precision_by_parameters([rule.id])
    held = Suppression.objects.visible_to(user).in_force(timezone.localdate())
    return parameters_in_full(rule.id, in_force, user, precision) | {
        "rule": rule,
        "held": held.filter(rule=rule.id).select_related("by"),
        "run": RuleRun.objects.visible_to(user).filter(rule=rule.id).first(),
    }


def parameters_in_full(code, in_force, user, precision=()):
    """What the page of a set of parameters shows; `precision` is a rule's, by version."""
    rows = ParameterVersion.objects.visible_to(user).filter(code=code)
    versions = list(rows.select_related("proposed_by", "decided_by"))
    known = dict(precision)
    return {
        "in_force": in_force,
        "values": values_of(code, in_force.whole),
        "versions": [(one, values_of(code, one.whole), known.get(one.pk)) for one in versions],
        **_proposal(code, next((one for one in versions if one.is_proposed), None), user),
    }


def tried(rule, proposal, user):
    """How the rule would have done under the proposal (RSK-E05)."""
    since = timezone.now() - timedelta(days=TRIED_DAYS)
    found = try_parameters(rule, proposal.whole, since=since, by=user)
    outcomes = [past.outcome for _fact, _verdict, past in found if past]
    return {
        "days": TRIED_DAYS,
        "number": len(found),
        "known": len(outcomes),
        "confirmed": outcomes.count(Alert.Status.CONFIRMED),
        "false": outcomes.count(Alert.Status.FALSE_POSITIVE),
        "lines": [
            (label_of(rule.id, fact.name), rule.words_for(verdict.sentence, verdict.words))
            for fact, verdict, _past in found[:SHOWN]
        ],
    }


def _proposal(code, proposal, user):
    if proposal is None:
        return {"proposal": None}
    return {
        "proposal": proposal,
        "proposed": values_of(code, proposal.whole),
        "is_mine": proposal.proposed_by_id == user.pk,
    }
