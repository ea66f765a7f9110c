"""Parameters are proposed by one person and hold from a day on once a second one approves them (compliance.md §8)."""

from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed, system
from accounts.models import ParameterVersion
from accounts.parameters import DECLARED, checked, defaults_of
from accounts.permissions import Permission, require

Status = ParameterVersion.Status
SHIPPED_FROM = date(2000, 1, 1)  # before any record: rules are also tried on the past
AS_SHIPPED = "as shipped"
TABLE = ParameterVersion._meta.db_table


def ship_parameters(using="default", **kwargs):
    """For post_migrate: version 1, as declared, of every set that has none in this country. Returns how many."""
    if using != "default" or TABLE not in connection.introspection.table_names():
        return 0
    here = ParameterVersion.objects.filter(jurisdiction=settings.COUNTRY)
    known = set(here.values_list("code", flat=True))
    new = sorted(set(DECLARED) - known)
    if new:
        _ship(new)
    return len(new)


def _ship(codes):
    with deed("parameter_version.ship", by=system("migrate"), because=AS_SHIPPED):
        for code in codes:
            ParameterVersion.objects.create(
                code=code,
                version=1,
                values=defaults_of(code),
                status=Status.APPROVED,
                reason=AS_SHIPPED,
                valid_from=SHIPPED_FROM,
            )


def parameters_on(day, *codes, jurisdiction=settings.COUNTRY):
    """{code: the version that holds on the day}."""
    held = ParameterVersion.objects.approved().on(day).filter(jurisdiction=jurisdiction)
    return {version.code: version for version in (held.filter(code__in=codes) if codes else held)}


def propose_parameters(code, *, values, valid_from, reason, by):
    """The next version, which counts for nothing until somebody else approves it."""
    require(by, Permission.PARAMETER_PROPOSE)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, for whoever decides on it.")})
    with deed("parameter_version.propose", by=by, because=reason):
        versions = ParameterVersion.objects.filter(code=code, jurisdiction=settings.COUNTRY)
        in_force = versions.approved().select_for_update().filter(valid_to=None).first()
        values = checked(code, values)
        if in_force and in_force.whole == values:
            raise ValidationError(_("Nothing is different from what holds now."))
        newest = versions.aggregate(version=Max("version"))["version"] or 0
        proposal = ParameterVersion(
            code=code,
            version=newest + 1,
            values=values,
            valid_from=valid_from,
            reason=reason.strip(),
            proposed_by=by,
        )
        _check_begins_after(proposal, in_force)
        proposal.validate_constraints()
        proposal.save()
    return proposal


def approve_parameters(proposal, *, by, because=""):
    """It holds from its day on, at the earliest from today; its predecessor ends the day before."""
    with _decision("parameter_version.approve", proposal, by=by, because=because) as proposal:
        in_force = (
            ParameterVersion.objects.approved()
            .select_for_update(of=("self",))
            .filter(code=proposal.code, jurisdiction=proposal.jurisdiction, valid_to=None)
            .first()
        )
        proposal.valid_from = max(proposal.valid_from, timezone.localdate())
        _check_begins_after(proposal, in_force)
        if in_force:
            in_force.valid_to = proposal.valid_from - timedelta(days=1)
            in_force.save()
        _decide(proposal, Status.APPROVED, by, because)
    return proposal


def reject_parameters(proposal, *, by, because):
    with _decision("parameter_version.reject", proposal, by=by, because=because) as proposal:
        if not because.strip():
            raise ValidationError({"because": _("Say why, so that it can be put right.")})
        _decide(proposal, Status.REJECTED, by, because)
    return proposal


def withdraw_parameters(proposal, *, by):
    require(by, Permission.PARAMETER_PROPOSE)
    with deed("parameter_version.withdraw", by=by):
        proposal = _hold(proposal)
        if proposal.proposed_by_id != by.pk:
            raise PermissionDenied(_("Only who proposed it can withdraw it."))
        proposal.check_can_become(Status.WITHDRAWN)
        proposal.status = Status.WITHDRAWN
        proposal.save()
    return proposal


def _check_begins_after(proposal, in_force):
    if in_force and proposal.valid_from <= in_force.valid_from:
        raise ValidationError(
            {
                "valid_from": _("The present version holds from %(day)s; the next begins later.")
                % {"day": in_force.valid_from}
            }
        )


@contextmanager
def _decision(action, proposal, *, by, because):
    require(by, Permission.PARAMETER_APPROVE)
    with deed(action, by=by, because=because):
        proposal = _hold(proposal)
        if proposal.proposed_by_id == by.pk:
            raise PermissionDenied(_("Nobody approves what they proposed."))
        yield proposal


def _decide(proposal, status, by, because):
    proposal.check_can_become(status)
    proposal.status = status
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.decision_reason = because.strip()
    proposal.save()


def _hold(proposal):
    return ParameterVersion.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
