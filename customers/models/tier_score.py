"""What the scoring of a night said of each customer, kept for the days on which it said so. Derived (decision 6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated, DatedQuerySet
from customers.models.customer import Customer, Tier
from customers.models.scoring_model import ScoringModel


class TierScoreQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))


class TierScore(Dated):
    """A row for each run of days with the same points; who scores the same every night has one row."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="tier_scores", db_index=False
    )
    scoring_model = models.ForeignKey(ScoringModel, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("value"))
    need = models.PositiveSmallIntegerField(_("need"))
    cell = models.CharField(_("cell"), max_length=9)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier)
    points = models.JSONField(_("points"))  # {criterion: 0 to 100}

    objects = TierScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tier_score_once_a_day", fields=["customer", "valid_from"]
            ),
        ]
        indexes = [
            models.Index(
                name="tier_score_now",
                fields=["customer"],
                include=["cell"],
                condition=Q(valid_to=None),
            ),
            models.Index(
                name="tier_score_of_cell", fields=["cell", "customer"], condition=Q(valid_to=None)
            ),
        ]

    def __str__(self):
        return f"{self.customer_id}: {self.value}/{self.need}"


class ScoringRun(models.Model):
    """That a day was scored by a version, and what came of it. Derived."""

    on = models.DateField()
    scoring_model = models.ForeignKey(ScoringModel, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()
    scored = models.PositiveIntegerField()  # customers
    changed = models.PositiveIntegerField()  # whose points are others than before
    proposed = models.PositiveIntegerField()  # new proposals

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(name="scoring_run_once_a_day", fields=["on", "scoring_model"])
        ]

    def __str__(self):
        return f"{self.on}: {self.scored}"
