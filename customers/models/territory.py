"""Which customers belong to which territories: dated, and as it is today for visibility (decision 2)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func
from django.utils import timezone
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

    @property
    def is_open(self):
        """Whether it can still be ended: its last day is not over."""
        return self.valid_to is None or self.valid_to >= timezone.localdate()


class CustomerTerritoryQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Rows of the territories of a person's memberships today and all below."""
        return self.filter(is_in_territories_of(user, "territory_id"))


# As an array the few territories are read once; as a subquery, once for each customer looked at.
def is_any_of(column, numbers):
    return Func(
        F(column),
        ArraySubquery(numbers),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


def is_in_territories_of(user, column):
    return Func(
        F(column),
        Territory.ids_seen_by(user),
        template="%(expressions)s)",
        arg_joiner=" = ANY(ARRAY",
        output_field=models.BooleanField(),
    )


def is_aligned_to(user, column):
    """Whether the customer in the column belongs today to a territory of the person, or below."""
    return Func(
        F(column),
        Territory.ids_seen_by(user),
        template="EXISTS (SELECT 1 FROM customers_customerterritory mine WHERE mine.customer_id = %(expressions)s))",
        arg_joiner=" AND mine.territory_id = ANY(ARRAY",
        output_field=models.BooleanField(),
    )


class CustomerTerritory(models.Model):
    """Today's alignments, rewritten by the verbs that align and at the start of each day. Derived."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")

    objects = CustomerTerritoryQuerySet.as_manager()

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
