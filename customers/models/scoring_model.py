"""How customers are scored and tiered: versions with dates, drafted by one person and published by another (CUS-04)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Recorded
from accounts.models import User
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can


class ScoringModelQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Everybody may read by what customers are tiered; drafts are for those who work on them."""
        works = can(user, Permission.SCORING_EDIT) or can(user, Permission.SCORING_PUBLISH)
        return self if works else self.published()

    def published(self):
        return self.filter(status__in=[ScoringModel.Status.LIVE, ScoringModel.Status.ENDED])

    def drafts(self):
        return self.filter(status=ScoringModel.Status.DRAFT)


class ScoringModel(Keyed, Dated):
    """`weights`: {type of customer: {criterion: per cent}}, 100 for each axis; `scales`: {criterion: {fact: points}}.

    `cells` gives each of the nine cells ("high-mid": value high, need medium) its tier. Thresholds belong upwards.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", pgettext_lazy("of a version", "Live")
        ENDED = "ended", _("Ended")
        DISCARDED = "discarded", _("Discarded")

    NEXT = {
        Status.DRAFT: {Status.LIVE, Status.DISCARDED},
        Status.LIVE: {Status.ENDED},
        Status.ENDED: set(),
        Status.DISCARDED: set(),
    }

    version = models.PositiveIntegerField(_("version"), unique=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    weights = models.JSONField(_("weights"), default=dict, blank=True)
    scales = models.JSONField(_("points"), default=dict, blank=True)
    value_mid = models.PositiveSmallIntegerField(_("value is medium from"), default=40)
    value_high = models.PositiveSmallIntegerField(_("value is high from"), default=65)
    need_mid = models.PositiveSmallIntegerField(_("need is medium from"), default=40)
    need_high = models.PositiveSmallIntegerField(_("need is high from"), default=65)
    cells = models.JSONField(_("tiers of the cells"))
    # What trying it out on all customers said: {"up", "down", "first", "same", "on"}; empty after every change.
    trial = models.JSONField(_("try-out"), default=dict, blank=True)
    drafted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    published_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ScoringModelQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-version"]
        constraints = [
            dates_in_order("scoring_model_dates_in_order"),
            no_overlap(
                "scoring_model_one_a_day",
                condition=Q(status__in=["live", "ended"]),
                message=_("Another version holds in that period."),
            ),
            models.UniqueConstraint(
                F("status"),
                name="scoring_model_one_draft",
                condition=Q(status="draft"),
                violation_error_message=_("Another draft waits already: change that one."),
            ),
            models.CheckConstraint(
                name="scoring_model_needs_a_second_person",
                condition=Q(published_by=None)
                | Q(drafted_by=None)
                | ~Q(published_by=F("drafted_by")),
                violation_error_message=_("Nobody publishes the version that they drafted."),
            ),
            models.CheckConstraint(
                name="scoring_model_thresholds_rise",
                condition=Q(value_mid__gt=0, value_mid__lt=F("value_high"), value_high__lte=100)
                & Q(need_mid__gt=0, need_mid__lt=F("need_high"), need_high__lte=100),
                violation_error_message=_(
                    "The thresholds rise: medium above 0, high above medium, 100 at most."
                ),
            ),
        ]

    def __str__(self):
        return _("Scoring model v%(version)s") % {"version": self.version}

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    def thresholds(self, axis):
        """(medium from, high from)"""
        return getattr(self, f"{axis}_mid"), getattr(self, f"{axis}_high")

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _("A version that is %(now)s cannot become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )
