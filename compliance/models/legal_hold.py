"""What must not be erased while a matter is open (RET-004)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.models import Customer


class LegalHoldQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.ERASURE_READ) else self.none()

    def in_force(self):
        return self.filter(released_at=None)


class LegalHold(Keyed):
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    matter = models.CharField(_("matter"), max_length=200)
    placed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("placed by")
    )
    placed_at = models.DateTimeField(_("placed at"), auto_now_add=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("released by")
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    release_reason = models.TextField(_("reason of the release"), blank=True)

    objects = LegalHoldQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(
                name="legal_hold_is_released_by_another_with_a_reason",
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("placed_by"))
                & ~Q(release_reason=""),
            )
        ]

    def __str__(self):
        return self.matter
