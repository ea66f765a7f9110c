"""What the days add up to. Derived from visits, requests, follow-ups and care; analytics_rebuild makes it anew."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from accounts.models import Product, Territory, User
from accounts.permissions import Permission, can, sees_everything
from customers.models import Customer
from visits.models import Request


def seen_by(user, *, person="user", territory="territory"):
    """Whose figures somebody reads: everybody's, those of one's territories and all below, or one's own."""
    if not can(user, Permission.KPI_READ):
        return Q(pk__in=[])
    if sees_everything(user):
        return Q()
    if can(user, Permission.DASHBOARD_TEAM):
        return Q(**{f"{territory}__in": Territory.ids_seen_by(user)})
    return Q(**{person: user})


class FactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(user))


def derived(model, **options):
    # Checking what the database has just read from the source would cost more than the counting.
    return models.ForeignKey(
        model, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False, **options
    )


def code(length):
    # Compared byte by byte: codes need no alphabet, and millions of them are sorted and joined.
    return models.CharField(max_length=length, db_collation="C")


class Fact(models.Model):
    """`date` is the company's local day; territory is where the person worked on it."""

    date = models.DateField()
    user = derived(User)
    territory = derived(Territory)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.date} {self.user_id} {self.territory_id}"


class DailyFact(Fact):
    """A flow: counts that add up over days, people, territories and tiers; the ratio is taken last.

    Rows without a product count each visit once and are the only ones that totals use; the others repeat it for
    each of its products. `denominator` is null where the KPI is a plain count.
    """

    tier = code(20)
    customer_type = code(20)
    product = derived(Product, null=True)
    kpi = code(40)
    numerator = models.IntegerField()
    denominator = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="daily_fact_one_per_cell",
                fields=[
                    "user",
                    "date",
                    "kpi",
                    "tier",
                    "customer_type",
                    "territory",
                    "product",
                ],
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(
                name="daily_fact_of_territory",
                fields=["territory", "date"],
                include=["kpi", "user", "numerator", "denominator"],
                condition=Q(product=None),
            ),
            BrinIndex(name="daily_fact_by_date", fields=["date"], autosummarize=True),
        ]


class CustomerFact(Fact):
    """A customer met on a day: counted distinct at reading, which days cannot add up to (decision 23).

    `done` and `effective` count visits with this main customer; `met` counts effective visits in which the customer
    took part at all, as main customer, participant or place. Tier and type are those of the target at reading.
    """

    customer = derived(Customer)
    done = models.IntegerField()
    effective = models.IntegerField()
    met = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="customer_fact_one_per_cell",
                fields=["user", "date", "customer", "territory"],
            )
        ]
        indexes = [
            models.Index(
                name="customer_fact_of_territory",
                fields=["territory", "date"],
                include=["customer", "user", "done", "effective", "met"],
            ),
            models.Index(name="customer_fact_of_customer", fields=["customer", "date"]),
            BrinIndex(name="customer_fact_by_date", fields=["date"], autosummarize=True),
        ]


class ResponseFact(Fact):
    """How long one request waited, exactly: medians and percentiles of any grouping are read from these rows."""

    tier = code(20)
    customer_type = code(20)
    product = derived(Product, null=True)
    kpi = code(40)
    request = derived(Request)
    minutes = models.IntegerField()  # of business time

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="response_fact_one_per_request",
                fields=["user", "date", "kpi", "request"],
            )
        ]
        indexes = [
            models.Index(name="response_fact_of_territory", fields=["territory", "date"]),
            models.Index(name="response_fact_by_date", fields=["date"]),
        ]


FACTS = [DailyFact, CustomerFact, ResponseFact]


def columns(model):
    """The columns of a derived table without its number, in order."""
    return [
        field.column
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    ]
