"""Two customers that may be the same, and what a steward found (CUS-11)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from customers.likeness import LIKELY_FROM, REASONS
from customers.models.customer import Customer
from customers.models.territory import CustomerTerritory


class DuplicateQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees both."""
        seen = Customer.objects.visible_to(user)
        return self.filter(left__in=seen, right__in=seen)

    def open(self):
        return self.filter(status=Duplicate.Status.OPEN)

    def in_territory(self, territory):
        """With either of the two there today, or below."""
        there = CustomerTerritory.objects.filter(territory__in=territory.ids_below())
        ids = there.values("customer_id")
        return self.filter(Q(left__in=ids) | Q(right__in=ids))

    def with_customers(self):
        """What a line shows of each."""
        return self.select_related(
            "left__organisation", "left__person", "right__organisation", "right__person"
        )


class Duplicate(Keyed):
    """`reasons` are [[reason of customers.likeness, points]]; `left` is the one that was there first."""

    class Status(models.TextChoices):
        OPEN = "open", _("To be looked at")
        MERGED = "merged", _("Merged")
        DISMISSED = "dismissed", _("Not the same")

    NEXT = {
        Status.OPEN: {Status.MERGED, Status.DISMISSED},
        Status.MERGED: {Status.OPEN},  # the merge was undone
        Status.DISMISSED: {Status.OPEN},  # somebody knows better by now
    }

    left = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("one customer")
    )
    right = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("the other customer")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Customer.Kind)
    score = models.PositiveSmallIntegerField(_("likeness, of 100"))
    reasons = models.JSONField(_("why they may be the same"), default=list)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("decision reason"), blank=True)

    objects = DuplicateQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-score", "-pk"]
        constraints = [
            models.UniqueConstraint(name="duplicate_once_per_pair", fields=["left", "right"]),
            models.CheckConstraint(
                name="duplicate_names_the_elder_first", condition=Q(left__lt=F("right"))
            ),
            models.CheckConstraint(
                name="duplicate_decided_is_signed_and_dated",
                condition=Q(status="open", decided_by=None, decided_at=None)
                | ~Q(status="open") & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="duplicate_by_score", fields=["status", "-score", "-id"])]

    def __str__(self):
        return f"{self.left} · {self.right}"

    @property
    def is_open(self):
        return self.status == self.Status.OPEN

    @property
    def is_likely(self):
        return self.score >= LIKELY_FROM

    @property
    def parts(self):
        """[(reason in words, points)]"""
        return [(REASONS[reason], points) for reason, points in self.reasons if reason in REASONS]

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(_("This is decided already."), code="DUPLICATE_STATUS")


class DuplicateKey(models.Model):
    """What a customer shares with those that it is compared with. Derived."""

    # Without a constraint: it would hold the customers that a night's search writes of until it ends.
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    key = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duplicate_key_once", fields=["customer", "key"])
        ]
        indexes = [models.Index(name="duplicate_key", fields=["key", "customer"])]

    def __str__(self):
        return f"{self.customer_id} · {self.key}"
