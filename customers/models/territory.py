"""Which customers belong to which territories: dated, and as it is today for visibility (decision 2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Territory
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed


class AlignmentQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self.filter(territory__in=Territory.objects.visible_to(user))


class Alignment(Keyed, Dated):
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="alignments")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="alignments")

    objects = AlignmentQuerySet.as_manager()
    history = Recorded()

    class Meta:
        constraints = [
            dates_in_order("alignment_dates_in_order"),
            no_overlap(
                "alignment_once_at_a_time",
                "customer",
                "territory",
                message=_("The customer already belongs to the territory in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.customer} · {self.territory}"


class CustomerTerritory(models.Model):
    """Today's alignments, rewritten by the verbs that align and at the start of each day. Derived."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="customer_territory_is_unique", fields=["customer", "territory"]
            ),
        ]
        indexes = [
            models.Index(name="territory_customers", fields=["territory", "customer"]),
        ]

    def __str__(self):
        return f"{self.customer_id} · {self.territory_id}"
