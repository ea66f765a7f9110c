"""Silence about one matter: for a reason, and only for a while."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from compliance.models import Suppression
from compliance.risk.rule import RULES
from compliance.services.alert import check_may_decide, check_not_about


def suppress_alerts(alert, *, until, because, by):
    """The alert's rule raises none about its subject from today until that day, which it includes."""
    require(by, Permission.ALERT_SUPPRESS)
    check_not_about(alert, by)
    check_may_decide(alert, by)
    if not may_be_silenced(alert):
        raise PermissionDenied(
            _("A rule that watches the record is never silent. Decide each of its alerts.")
        )
    today = timezone.localdate()
    if not because.strip():
        raise ValidationError({"because": _("Say why.")})
    if not today <= until <= today + timedelta(days=Suppression.LONGEST):
        raise ValidationError(
            {
                "until": _("From today, and for %(days)s days at most.")
                % {"days": Suppression.LONGEST}
            }
        )
    with deed("suppression.suppress", by=by, because=because):
        return Suppression.objects.create(
            rule=alert.rule,
            label=alert.label,
            subject=alert.subject,
            name=alert.name,
            person=alert.person,
            valid_from=today,
            valid_to=until,
            reason=because.strip(),
            by=by,
        )


def may_be_silenced(alert):
    return alert.rule not in RULES or RULES[alert.rule].may_be_silenced


def end_suppression(suppression, *, because, by):
    require(by, Permission.ALERT_SUPPRESS)
    if not because.strip():
        raise ValidationError({"because": _("Say why.")})
    with deed("suppression.end", by=by, because=because):
        suppression = Suppression.objects.select_for_update(of=("self",)).get(pk=suppression.pk)
        if not suppression.is_in_force:
            raise ValidationError(_("It has ended already."))
        suppression.ended_at = timezone.now()
        suppression.save()
    return suppression
