"""The way of what is said to customers: handed in by who wrote it, approved or sent back by another, withdrawn at once."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can, require
from compliance.models.reviewed import ReviewStatus


def locked(version):
    return type(version).objects.select_for_update(of=("self",)).get(pk=version.pk)


def hand_in(version, *, by):
    """Inside the deed, of a version that it holds."""
    version.check_can_become(ReviewStatus.SUBMITTED)
    version.status = ReviewStatus.SUBMITTED
    version.submitted_by, version.submitted_at = by, timezone.now()
    version.reason = ""
    version.save()


def send_back(version, *, by, because):
    check_may_approve(version, by)
    if not because.strip():
        raise ValidationError({"because": _("Say why, so that it can be put right.")})
    version.check_can_become(ReviewStatus.DRAFT)
    version.status, version.reason = ReviewStatus.DRAFT, because.strip()
    version.save()


def approve(version, siblings, *, by):
    """It holds from its day on, at the earliest from today; what held until then ends the day before."""
    check_may_approve(version, by)
    version.check_can_become(ReviewStatus.APPROVED)
    today = timezone.localdate()
    if version.valid_to and version.valid_to < today:
        raise ValidationError(
            {"valid_to": _("Its last day lies behind: send it back to be dated anew.")}
        )
    version.valid_from = max(version.valid_from, today)
    _end_before(version, siblings)
    version.status = ReviewStatus.APPROVED
    version.approved_by, version.approved_at = by, timezone.now()
    version.full_clean()
    version.save()


def withdraw(version, *, by, because):
    """From today on; what was shown before stays as it was."""
    if not because.strip():
        raise ValidationError({"because": _("Say why it is withdrawn: those who use it read it.")})
    version.check_can_become(ReviewStatus.WITHDRAWN)
    version.status, version.reason = ReviewStatus.WITHDRAWN, because.strip()
    version.withdrawn_by, version.withdrawn_on = by, timezone.localdate()
    version.save()


def check_may_approve(version, by):
    require(by, Permission.CONTENT_APPROVE)
    if _is_own(version, by):
        raise PermissionDenied(_("Nobody approves what they wrote or handed in themselves."))


def require_may_stop(by):
    """Whoever keeps or approves may withdraw: that is never too early."""
    if not can(by, Permission.CONTENT_APPROVE):
        require(by, Permission.CONTENT_KEEP)


def may_approve(version, by):
    return version.status == ReviewStatus.SUBMITTED and not _is_own(version, by)


def next_number(siblings):
    newest = siblings.order_by("-version").first()
    return newest.version + 1 if newest else 1


def _is_own(version, user):
    """Whoever reworded a draft wrote it as well: its history knows each of them, the row only the first."""
    if user.pk in {version.drafted_by_id, version.submitted_by_id}:
        return True
    return version.history.filter(action__endswith=".edit", actor=user.actor).exists()


def _end_before(version, siblings):
    """What holds on the new one's first day gives way; a later one would have to be withdrawn first."""
    held = siblings.filter(status=ReviewStatus.APPROVED).select_for_update(of=("self",))
    for other in held.overlapping(version.valid_from, version.valid_to):
        if other.valid_from >= version.valid_from:
            raise ValidationError(
                _("Version %(n)s begins on %(day)s or later: withdraw it first.")
                % {"n": other.version, "day": other.valid_from}
            )
        other.valid_to = version.valid_from - timedelta(days=1)
        other.save()
