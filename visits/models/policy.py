"""When a visit counts as effective, and how late it may be logged: versions with dates (VIS-07)."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from visits.models.visit import Visit

# VisitPolicy.submit_by() of many submitted visits.
IN_TIME = Q(
    submitted_at__lte=Coalesce("ended_at", "started_at")
    + F("effectiveness__policy__submit_within_hours") * timedelta(hours=1)
)


class VisitPolicyQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self


class VisitPolicy(Keyed, Dated):
    version = models.PositiveIntegerField(_("version"), unique=True)
    # Codes of visits/criteria.py that must be met.
    criteria = ArrayField(models.CharField(max_length=40), verbose_name=_("criteria"))
    minimum_minutes = models.PositiveSmallIntegerField(_("shortest visit, minutes"), default=3)
    submit_within_hours = models.PositiveSmallIntegerField(_("logged within, hours"), default=24)
    back_date_days = models.PositiveSmallIntegerField(_("may be logged for, days"), default=7)

    objects = VisitPolicyQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "visit policies"
        constraints = [
            dates_in_order("visit_policy_dates_in_order"),
            no_overlap(
                "visit_policy_one_a_day",
                message=_("Another version of the policy holds in that period."),
            ),
        ]

    def submit_by(self, said):
        """The last moment at which a visit is logged in time; `said` has its started_at and ended_at."""
        return (said.ended_at or said.started_at) + timedelta(hours=self.submit_within_hours)

    def __str__(self):
        return _("Visit policy v%(version)s") % {"version": self.version}


class Effectiveness(models.Model):
    """The verdict on a submitted visit, with its reasons. Derived: recomputed when policy or facts change."""

    visit = models.OneToOneField(
        Visit, models.CASCADE, primary_key=True, related_name="effectiveness"
    )
    policy = models.ForeignKey(VisitPolicy, models.PROTECT, related_name="+")
    is_effective = models.BooleanField()
    met = ArrayField(models.CharField(max_length=40))
    missed = ArrayField(models.CharField(max_length=40))
    computed_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"{self.visit}: {len(self.met)}/{len(self.met) + len(self.missed)}"
