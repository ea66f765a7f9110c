"""What whole periods add up to in each territory, counted ahead of reading. Derived from the facts of days (ADR 7)."""

from django.db import models

from accounts.models import Territory, User
from analytics.models.fact import FactQuerySet, code, derived
from customers.models import Customer


class KeptPeriod(models.Model):
    """A period counted ahead, both days included. Its counts commit together with this row."""

    first = models.DateField()
    last = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kept_period_is_unique", fields=["first", "last"])
        ]

    def __str__(self):
        return f"{self.first} – {self.last}"


class UnsettledCustomer(models.Model):
    """A target who is counted at reading: with more than one alignment, or one that ended, or no longer active, or
    met in another territory than the own. All other targets are settled: whatever counts happened in one territory,
    so that distinct customers of territories add up."""

    customer = models.OneToOneField(
        Customer, models.DO_NOTHING, related_name="+", db_constraint=False, primary_key=True
    )

    def __str__(self):
        return str(self.customer_id)


class PeriodFact(models.Model):
    period = derived(KeptPeriod)
    territory = derived(Territory)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.period_id} {self.territory_id} {self.user_id}"


class PeriodFlow(PeriodFact):
    """The sum of the daily facts without product."""

    user = derived(User)
    kpi = code(40)
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="period_flow_one_per_cell",
                fields=["period", "territory", "user", "kpi"],
                include=["numerator", "denominator"],
            )
        ]


class PeriodTarget(PeriodFact):
    """Settled targets by their tier of the last day, and how many of them were met: by a person, or by anybody.

    `visits` are those done with the `frequented`. `profiles` are the people among those who are targets on the last day,
    and `fresh` those of them whose persona is in date then.
    """

    user = derived(User, null=True)
    tier = code(20)
    targets = models.IntegerField()
    covered = models.IntegerField()
    frequented = models.IntegerField()
    visits = models.IntegerField()
    profiles = models.IntegerField(default=0)
    fresh = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="period_target_one_per_cell",
                fields=["period", "territory", "user", "tier"],
                include=["targets", "covered", "frequented", "visits", "profiles", "fresh"],
                nulls_distinct=False,
            )
        ]
