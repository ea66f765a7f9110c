"""Follow-up actions: on Today until done (VIS-05b, decision 11)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything
from customers.models import Customer
from customers.models.territory import is_aligned_to, is_in_territories_of
from visits.models.visit import Visit


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The owner's, and those of whoever sees the visit or the customer."""
        if sees_everything(user):
            return self
        if not can(user, Permission.VISIT_READ):
            return self.filter(owner=user)
        of_my_customers = is_aligned_to(user, "customer_id")
        of_territories = is_in_territories_of(user, "visit__territory_id")
        return self.filter(Q(owner=user) | Q(of_territories) | Q(of_my_customers))

    def open(self):
        return self.filter(done_at=None, dropped_at=None)

    def closed(self):
        return self.exclude(done_at=None, dropped_at=None)


class FollowUp(Keyed):
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="follow_ups")
    visit = models.ForeignKey(
        Visit, models.PROTECT, null=True, blank=True, related_name="follow_ups"
    )
    what = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="follow_ups", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True)
    evidence = models.TextField(_("evidence"), blank=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.CharField(max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()
    history = Recorded(part_of="visit")

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(
                name="follow_up_open",
                fields=["owner", "due_on"],
                condition=Q(done_at=None, dropped_at=None),
            ),
            models.Index(name="follow_up_of_owner", fields=["owner", "due_on"]),
        ]

    def __str__(self):
        return self.what

    @property
    def is_open(self):
        return self.done_at is None and self.dropped_at is None
