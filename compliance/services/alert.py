"""Alerts: raised by rules once for each matter, then handled by people, never by the one they are about (RSK-E03, E04)."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import bulk_create_recorded_once, deed
from accounts.permissions import Permission, can, require
from compliance.models import Alert, Severity, Suppression
from compliance.models.alert import led_on
from compliance.risk.evidence import evidence_of
from compliance.risk.rule import Fact, Verdict
from compliance.services.alert_deadline import deadline
from compliance.services.alert_messages import tell_owner, tell_raised

Status = Alert.Status


@dataclass(frozen=True)
class Hit:
    fact: Fact
    verdict: Verdict


def raise_alerts(rule, hits, *, parameters, now, by):
    """One alert for each (rule, subject, window) that has none, unless people have asked for silence about it."""
    if not hits:
        return []
    with deed("alert.raise", by=by, because=rule.id):
        new = _new(rule, hits, now)
        proofs = evidence_of([hit.fact for hit in new])
        rows = [
            _alert(rule, hit, proof, parameters, now)
            for hit, proof in zip(new, proofs, strict=True)
        ]
        raised = bulk_create_recorded_once(rows)
        tell_raised(rule, raised)
    return raised


def triage_alert(alert, *, owner=None, by, because=""):
    """Somebody has looked and takes it on, or gives it to a colleague."""
    owner = owner or by
    with _handling("alert.triage", alert, by=by, because=because) as alert:
        _check_owner(alert, owner)
        _move(alert, Status.TRIAGED, owner=owner)
        tell_owner(alert, by)
    return alert


def assign_alert(alert, *, owner, by):
    with _handling("alert.assign", alert, by=by) as alert:
        if not alert.is_open:
            raise ValidationError(_("It has been decided already."))
        _check_owner(alert, owner)
        if alert.owner_id != owner.pk:
            alert.owner = owner
            alert.save()
            tell_owner(alert, by)
    return alert


def investigate_alert(alert, *, by, because=""):
    with _handling("alert.investigate", alert, by=by, because=because) as alert:
        _move(alert, Status.INVESTIGATING)
    return alert


def decide_alert(alert, *, outcome, because, by):
    """Confirmed, a false positive, or accepted: each for a reason."""
    with _handling(f"alert.{outcome}", alert, by=by, because=because) as alert:
        check_may_decide(alert, by)
        if outcome not in Alert.OUTCOMES:
            raise ValidationError({"outcome": _("Choose what it turned out to be.")})
        _need(because)
        _move(
            alert,
            Status(outcome),
            outcome=outcome,
            reason=because.strip(),
            decided_by=by,
            decided_at=timezone.now(),
        )
    return alert


def close_alert(alert, *, by, because=""):
    with _handling("alert.close", alert, by=by, because=because) as alert:
        check_may_decide(alert, by)
        _move(alert, Status.CLOSED, closed_at=timezone.now())
    return alert


def reopen_alert(alert, *, because, by):
    """Something new came up: it is undecided again and has a new deadline. History keeps what was decided."""
    with _handling("alert.reopen", alert, by=by, because=because) as alert:
        check_may_decide(alert, by)
        _need(because)
        _move(
            alert,
            Status.INVESTIGATING,
            outcome="",
            reason="",
            decided_by=None,
            decided_at=None,
            closed_at=None,
            escalated_at=None,
            **deadline(alert.severity, timezone.now()),
        )
    return alert


def may_handle(alert, user):
    return can(user, Permission.ALERT_TRIAGE) and not alert.is_about(user)


def may_decide(alert, user):
    return may_handle(alert, user) and not (alert.severity == Severity.HIGH and _leads(user, alert))


def check_not_about(alert, by):
    if alert.is_about(by):
        raise PermissionDenied(_("Nobody handles an alert about themselves."))


def check_may_decide(alert, by):
    if not may_decide(alert, by):
        raise PermissionDenied(
            _("A high alert is decided by compliance, not by the manager of the person concerned.")
        )


def _new(rule, hits, now):
    """The first hit of each matter that has no alert yet, in the order in which the insert locks them."""
    first = {hit.fact.identity: hit for hit in reversed(hits)}
    known, silent = _known(rule, hits), _silent(rule, now)
    return [
        hit
        for identity, hit in sorted(first.items())
        if identity not in known and (hit.fact.label, hit.fact.subject) not in silent
    ]


def _alert(rule, hit, evidence, parameters, now):
    fact, verdict = hit.fact, hit.verdict
    return Alert(
        rule=rule.id,
        rule_version=rule.version,
        parameters=parameters,
        values=parameters.whole,
        severity=verdict.severity,
        sentence=verdict.sentence,
        words=verdict.words,
        label=fact.label,
        subject=fact.subject,
        name=fact.name[:200],
        window=fact.window,
        person_id=fact.person,
        inputs=fact.inputs,
        evidence=evidence,
        raised_at=now,
        **deadline(verdict.severity, now),
    )


def _known(rule, hits):
    subjects = {hit.fact.subject for hit in hits}
    alerts = Alert.objects.filter(rule=rule.id, subject__among=subjects)
    return set(alerts.values_list("label", "subject", "window"))


def _silent(rule, now):
    if not rule.may_be_silenced:
        return set()
    held = Suppression.objects.in_force(timezone.localdate(now)).filter(rule=rule.id)
    return set(held.values_list("label", "subject"))


@contextmanager
def _handling(action, alert, *, by, because=""):
    require(by, Permission.ALERT_TRIAGE)
    with deed(action, by=by, because=because):
        alert = Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)
        check_not_about(alert, by)
        yield alert


def _leads(user, alert):
    """Today, or when it was noticed: who has changed roles since judges no better (WFL-002)."""
    days = {timezone.localdate(alert.raised_at), timezone.localdate()}
    return alert.person_id is not None and any(led_on(day, alert.person_id, user) for day in days)


def _check_owner(alert, owner):
    is_seen = Alert.objects.visible_to(owner).filter(pk=alert.pk).exists()
    if not is_seen or not may_handle(alert, owner):
        raise ValidationError({"owner": _("This person can't handle the alert.")})


def _need(because):
    if not because.strip():
        raise ValidationError({"because": _("Say why.")})


def _move(alert, status, **values):
    alert.check_can_become(status)
    alert.status = status
    for name, value in values.items():
        setattr(alert, name, value)
    alert.save()
