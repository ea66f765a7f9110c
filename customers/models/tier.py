"""Tiers over time: a manager sets them, with a reason; a past day can be asked (CUS-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from customers.models.customer import Customer, Tier


class TierPeriodQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))


class TierPeriod(Keyed, Dated):
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="tier_periods")
    tier = models.CharField(_("tier"), max_length=20, choices=Tier)
    reason = models.TextField(_("reason"))
    # Whose evidence it stands on; none where a manager set it by hand.
    proposal = models.ForeignKey(
        "customers.TierProposal", models.PROTECT, null=True, blank=True, related_name="periods"
    )
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    objects = TierPeriodQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            dates_in_order("tier_dates_in_order"),
            no_overlap(
                "tier_one_at_a_time",
                "customer",
                message=_("The customer has another tier in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.customer}: {self.get_tier_display()}"
