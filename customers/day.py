"""What begins and ends with a date: today's territories and tiers of customers, each morning."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.history import deed, system
from accounts.registry import tell_tier_changed
from customers.models import Alignment, Customer, CustomerTerritory, TierPeriod
from customers.services.alignment import mark_days, of_merged

CLOCK = system("day")


def turn_alignments():
    """Compares everything, so that mornings that were missed are made up for."""
    same = {"customer": OuterRef("customer"), "territory": OuterRef("territory")}
    current = Alignment.objects.today()
    own = current.filter(customer__merged_into=None)
    speaking = of_merged(current).filter(merged=OuterRef("customer"))
    stale = CustomerTerritory.objects.exclude(Exists(own.filter(**same)))
    stale.exclude(Exists(speaking.filter(territory=OuterRef("territory")))).delete()
    _add(own.exclude(Exists(CustomerTerritory.objects.filter(**same))), "customer_id")
    held = CustomerTerritory.objects.filter(
        customer=OuterRef("merged"), territory=OuterRef("territory")
    )
    _add(of_merged(current).exclude(Exists(held)).distinct(), "merged")
    today = timezone.localdate()
    turning = Alignment.objects.filter(valid_from=today) | Alignment.objects.filter(
        valid_to=today - timedelta(days=1)
    )
    mark_days(turning.values("territory_id"), today)


def _add(alignments, customer):
    CustomerTerritory.objects.bulk_create(
        (
            CustomerTerritory(customer_id=pk, territory_id=territory)
            for pk, territory in alignments.values_list(customer, "territory_id")
        ),
        batch_size=5000,
    )


def turn_tiers():
    now = Coalesce(
        Subquery(TierPeriod.objects.today().filter(customer=OuterRef("pk")).values("tier")[:1]),
        Value(""),
    )
    turning = Customer.objects.annotate(now=now).exclude(tier=F("now"))
    ids = list(turning.values_list("pk", flat=True))
    Customer.objects.filter(pk__in=ids).update(tier=now)
    today = timezone.localdate()
    affected = Alignment.objects.on(today).filter(customer__in=ids)
    mark_days(affected.values("territory_id"), today)
    if ids:
        with deed("tier.turn", by=CLOCK):
            tell_tier_changed(ids, today, CLOCK)
