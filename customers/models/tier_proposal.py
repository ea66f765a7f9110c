"""That a customer's score asks for another tier, and what a manager decided on it (CUS-04)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer, Tier, is_higher
from customers.models.scoring_model import ScoringModel


class TierProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def waiting(self):
        return self.filter(status=TierProposal.Status.WAITING)

    def with_people(self):
        return self.select_related("customer", "scoring_model", "decided_by")


class TierProposal(Keyed):
    """The score before and now, with the points of each criterion: the evidence on which it is decided."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        # By another proposal, or by a tier that a manager set.
        SUPERSEDED = "superseded", _("Overtaken")
        # The score no longer asks for it, nobody decided in time, or the customer is gone.
        EXPIRED = "expired", _("Expired")

    NEXT = {
        Status.WAITING: {Status.APPROVED, Status.REJECTED, Status.SUPERSEDED, Status.EXPIRED},
        Status.APPROVED: set(),
        Status.REJECTED: set(),
        Status.SUPERSEDED: set(),
        Status.EXPIRED: set(),
    }
    DECIDED = (Status.APPROVED, Status.REJECTED)
    # Nobody decided that long: the score of then is no ground any more.
    EXPIRES_AFTER = timedelta(days=60)
    # What was rejected is not proposed again that long by the same version.
    QUIET = timedelta(days=90)

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="tier_proposals", verbose_name=_("customer")
    )
    scoring_model = models.ForeignKey(
        ScoringModel, models.PROTECT, related_name="+", verbose_name=_("scoring model")
    )
    customer_type = models.CharField(max_length=40)  # whose weights counted: "person.doctor"
    tier_from = models.CharField(_("tier now"), max_length=20, choices=Tier, blank=True)
    tier_to = models.CharField(_("tier proposed"), max_length=20, choices=Tier)
    # Before: of the score that this one replaced; none at the first scoring.
    value_before = models.PositiveSmallIntegerField(_("value before"), null=True)
    need_before = models.PositiveSmallIntegerField(_("need before"), null=True)
    cell_before = models.CharField(_("cell before"), max_length=9, blank=True)
    points_before = models.JSONField(_("points before"), default=dict)
    value = models.PositiveSmallIntegerField(_("value"))
    need = models.PositiveSmallIntegerField(_("need"))
    cell = models.CharField(_("cell"), max_length=9)
    points = models.JSONField(_("points"))
    proposed_on = models.DateField(_("proposed on"), default=timezone.localdate)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.WAITING)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = TierProposalQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="tier_proposal_one_waiting",
                fields=["customer"],
                condition=Q(status="waiting"),
                violation_error_message=_("Another proposal waits already."),
            ),
            models.CheckConstraint(
                name="tier_proposal_changes_the_tier", condition=~Q(tier_from=F("tier_to"))
            ),
            models.CheckConstraint(
                name="tier_proposal_decision_is_signed_and_dated",
                condition=Q(
                    status__in=["approved", "rejected"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | ~Q(status__in=["approved", "rejected"]) & Q(decided_by=None, decided_at=None),
            ),
            models.CheckConstraint(
                name="tier_proposal_rejection_says_why",
                condition=~Q(status="rejected") | ~Q(reason=""),
                violation_error_message=_("Say why: the reason stays in the customer's history."),
            ),
        ]
        indexes = [
            models.Index(name="tier_proposal_of_customer", fields=["customer", "-id"]),
            models.Index(
                name="tier_proposal_waiting", fields=["cell", "id"], condition=Q(status="waiting")
            ),
        ]

    def __str__(self):
        return f"{self.customer}: {self.get_tier_to_display()}"

    @property
    def is_waiting(self):
        return self.status == self.Status.WAITING

    @property
    def is_up(self):
        return is_higher(self.tier_to, self.tier_from)

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(_("It has been decided meanwhile."))
