"""What we promise: hours by kind and tier, and the moments that follow from them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.calendar import add_business_hours
from visits.models import ServiceLevel

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Promise:
    department: str
    respond_by: datetime
    resolve_by: datetime
    is_provisional: bool


def promise_for(*, kind, tier, raised_at):
    """The promise of the service table on the day: the row of the tier, else the kind's general row."""
    level = (
        ServiceLevel.objects.on(timezone.localdate(raised_at))
        .filter(kind=kind, tier__in=["", tier])
        .order_by(Case(When(tier=tier, then=Value(0)), default=Value(1)), "-valid_from")
        .first()
    )
    if level is None:
        raise ValidationError(
            {"kind": _("No service level says how fast this is answered. Tell an administrator.")}
        )
    respond_by, first = add_business_hours(raised_at, level.response_hours)
    resolve_by, second = add_business_hours(raised_at, level.resolution_hours)
    return Promise(level.department, respond_by, resolve_by, first or second)


def set_service_level(*, kind, tier, department, response_hours, resolution_hours, valid_from, by):
    """Another promise from a day on, until the next that is known; promises already given stay as they are."""
    require(by, Permission.SERVICE_LEVEL_MANAGE)
    with deed("service_level.set", by=by):
        _check_nothing_given(kind, tier, valid_from)
        same = ServiceLevel.objects.select_for_update().filter(kind=kind, tier=tier)
        _end_predecessor(same, valid_from)
        later = same.filter(valid_from__gt=valid_from).order_by("valid_from").first()
        level = ServiceLevel(
            kind=kind,
            tier=tier,
            department=department,
            response_hours=response_hours,
            resolution_hours=resolution_hours,
            valid_from=valid_from,
            valid_to=later and later.valid_from - DAY,
        )
        if resolution_hours < response_hours:
            raise ValidationError(
                {"resolution_hours": _("Nothing is resolved before its first answer is due.")}
            )
        level.full_clean()
        level.save()
    return level


def _check_nothing_given(kind, tier, valid_from):
    """A promise is read again by its day when the calendar changes: what was promised on a day stays."""
    today = timezone.localdate()
    in_force = ServiceLevel.objects.on(today).filter(kind=kind, tier__in=["", tier])
    if valid_from < today or (valid_from == today and in_force.exists()):
        raise ValidationError(
            {"valid_from": _("Promises of that day are given already; choose a later day.")}
        )


def _end_predecessor(same, valid_from):
    present = same.on(valid_from).first()
    if present is None:
        return
    if present.valid_from == valid_from:
        raise ValidationError(
            {"valid_from": _("A promise for this kind and tier begins on that day already.")}
        )
    present.valid_to = valid_from - DAY
    present.save()
