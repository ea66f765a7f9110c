"""The rules by which visits are judged: one version holds on each day (VIS-07)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.job import start_job
from visits.criteria import CRITERIA
from visits.models import VisitPolicy


def policy_on(day):
    """The newest version that holds on the day."""
    policy = VisitPolicy.objects.on(day).order_by("-version").first()
    if policy is None:
        raise ValidationError(
            _("No visit policy holds on that day. Ask an administrator to enter one."),
            code="POLICY_MISSING",
        )
    return policy


def introduce_policy(
    *,
    criteria,
    valid_from,
    minimum_minutes=3,
    submit_within_hours=24,
    back_date_days=7,
    by,
):
    """The next version, from a day on; its predecessor ends the day before. Visits of those days are judged anew."""
    require(by, Permission.VISIT_POLICY_MANAGE)
    with deed("visit_policy.introduce", by=by):
        _end_predecessor(valid_from)
        newest = VisitPolicy.objects.aggregate(version=Max("version"))["version"] or 0
        policy = VisitPolicy(
            version=newest + 1,
            criteria=known_criteria(criteria),
            valid_from=valid_from,
            minimum_minutes=minimum_minutes,
            submit_within_hours=submit_within_hours,
            back_date_days=back_date_days,
        )
        policy.full_clean()
        policy.save()
        if valid_from <= timezone.localdate() and not getattr(by, "is_system", False):
            start_job("visits.judge_anew", by=by, arguments={"policy": policy.pk})
    return policy


def _end_predecessor(valid_from):
    open_ended = VisitPolicy.objects.select_for_update().filter(valid_to=None).first()
    if open_ended is None:
        return
    if valid_from <= open_ended.valid_from:
        raise ValidationError(
            {
                "valid_from": _("The present version holds from %(day)s; the next begins later.")
                % {"day": open_ended.valid_from}
            }
        )
    open_ended.valid_to = valid_from - timedelta(days=1)
    open_ended.save()


def known_criteria(criteria):
    """Those of the codes that exist, in their usual order; at least one."""
    chosen = [code for code in CRITERIA if code in set(criteria)]
    if not chosen:
        raise ValidationError({"criteria": _("Choose at least one criterion.")})
    return chosen
