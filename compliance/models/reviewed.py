"""What is said to customers holds from its approval on: kept by one person, approved by another, withdrawn at once (WFL-010)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.dated import Dated, DatedQuerySet
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything

ENDS_SOON = timedelta(days=60)


class ReviewStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What the days make of an approval; a badge's colour never speaks alone.
STATES = {"expired": _("Expired"), "coming": _("Begins later")}
STATE_ICONS = {
    "draft": "pencil",
    "submitted": "hourglass",
    "approved": "circle-check",
    "withdrawn": "ban",
    "expired": "calendar-off",
    "coming": "calendar-event",
}
STATE_TONES = {"approved": "good", "submitted": "warn", "withdrawn": "bad", "expired": "bad"}


def sees_drafts(user):
    """The others see what was approved once."""
    at_work = (Permission.CONTENT_KEEP, Permission.CONTENT_APPROVE)
    return sees_everything(user) or any(can(user, permission) for permission in at_work)


def person(label):
    return models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class ReviewedQuerySet(DatedQuerySet):
    def visible_to(self, user):
        if not can(user, Permission.CONTENT_READ):
            return self.none()
        return self if sees_drafts(user) else self.filter(approved_at__isnull=False)

    def usable_on(self, day):
        """What might be said or shown on the day. What was withdrawn on that day was not fit to be shown on it."""
        withdrawn_since = Q(approved_at__isnull=False, withdrawn_on__gt=day)
        return self.on(day).filter(Q(status=ReviewStatus.APPROVED) | withdrawn_since)

    def in_state(self, state):
        """By status, or "usable" today, or "ending" within the days of ENDS_SOON."""
        today = timezone.localdate()
        if state == "usable":
            return self.usable_on(today)
        if state == "ending":
            soon = [today, today + ENDS_SOON]
            return self.filter(status=ReviewStatus.APPROVED, valid_to__range=soon)
        return self.filter(status=state)


class Reviewed(Keyed, Dated):
    Status = ReviewStatus
    # The database holds the same table (migration 0009).
    NEXT = {
        ReviewStatus.DRAFT: {ReviewStatus.SUBMITTED, ReviewStatus.WITHDRAWN},
        ReviewStatus.SUBMITTED: {ReviewStatus.APPROVED, ReviewStatus.DRAFT},
        ReviewStatus.APPROVED: {ReviewStatus.WITHDRAWN},
        ReviewStatus.WITHDRAWN: set(),
    }

    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=20, choices=ReviewStatus, default=ReviewStatus.DRAFT
    )
    drafted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    submitted_by = person(_("submitted by"))
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    withdrawn_by = person(_("withdrawn by"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    # Why it was last sent back, or withdrawn.
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ReviewedQuerySet.as_manager()

    class Meta:
        abstract = True

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("Version %(version)s is “%(now)s”; it can't become “%(then)s”.")
                % {
                    "version": self.version,
                    "now": self.get_status_display(),
                    "then": ReviewStatus(status).label,
                },
                code="REVIEW_STATUS",
            )

    @property
    def is_open(self):
        return self.status in {ReviewStatus.DRAFT, ReviewStatus.SUBMITTED}

    @property
    def state(self):
        """The status as people mean it: nobody sets "expired" or "begins later", the days do."""
        return self.state_on(timezone.localdate())

    @property
    def state_label(self):
        return STATES.get(self.state) or self.get_status_display()

    @property
    def state_icon(self):
        return STATE_ICONS[self.state]

    @property
    def state_tone(self):
        return STATE_TONES.get(self.state, "")

    def state_on(self, day):
        if self.status != ReviewStatus.APPROVED or self.holds_on(day):
            return self.status
        return "expired" if self.valid_from <= day else "coming"

    def may_be_used_on(self, day):
        """The one row's answer to usable_on()."""
        if self.approved_at is None or not self.holds_on(day):
            return False
        return self.status == ReviewStatus.APPROVED or self.withdrawn_on > day


def reviewed_by_two(name):
    return models.CheckConstraint(
        name=name,
        condition=Q(approved_at=None, approved_by=None)
        | Q(approved_at__isnull=False, approved_by__isnull=False, submitted_by__isnull=False)
        & ~Q(approved_by=F("submitted_by"))
        & ~Q(approved_by=F("drafted_by")),
        violation_error_message=_("Nobody approves what they wrote or handed in themselves."),
    )


def status_says_it(name):
    """What each status needs, so that no row claims an approval that nobody gave."""
    return models.CheckConstraint(
        name=name,
        condition=Q(status__in=["draft", "submitted"], approved_at=None, withdrawn_on=None)
        | Q(status="approved", approved_at__isnull=False, withdrawn_on=None)
        | Q(status="withdrawn", withdrawn_on__isnull=False, withdrawn_by__isnull=False),
    )
