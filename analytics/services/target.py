"""The customers whom figures of coverage, frequency and freshness count (decision 23: counted distinct at reading).

A target is an active customer aligned, in the period, to a territory of the scope or, for one person, to one that
the person worked in meanwhile. Its tier is that of the period's last day.
"""

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from accounts.models import Membership, Territory
from accounts.permissions import sees_everything
from analytics.models import CustomerFact
from analytics.models.fact import seen_by
from analytics.periods import Period
from customers.models import Alignment, Customer, TierPeriod
from customers.persona_days import fresh_days


def targets(scope):
    """The customers of the scope whom its viewer sees."""
    period = scope.period
    active = Q(status=Customer.Status.ACTIVE) | Q(status_on__gte=period.first)
    aligned = _during(alignments(scope), period).filter(customer=OuterRef("pk"))
    if scope.whose:
        aligned = aligned.filter(Exists(_worked_there(scope)))
    found = Customer.objects.visible_to(scope.viewer).filter(active, Exists(aligned))
    if scope.tier is not None:
        tiers = TierPeriod.objects.on(period.last).filter(customer=OuterRef("pk"))
        then = Coalesce(Subquery(tiers.values("tier")[:1]), Value(""))
        found = found.alias(tier_then=then).filter(tier_then=scope.tier)
    return found


def met(scope):
    """Facts of the days on which somebody of the scope met a customer."""
    period = scope.period
    return CustomerFact.objects.filter(scope.place(), date__range=(period.first, period.last))


def covered(scope):
    here = met(scope).filter(customer=OuterRef("pk"), met__gt=0)
    return targets(scope).filter(Exists(here))


def frequented(scope):
    """Covered as the main customer of a visit."""
    here = met(scope).filter(customer=OuterRef("pk"), effective__gt=0)
    return targets(scope).filter(Exists(here))


def profiles(scope):
    """The people among the targets of the period's last day."""
    day = scope.period.last
    return targets(scope.only(period=Period(day, day))).filter(person__isnull=False)


def fresh(scope):
    """Those whose persona is in date on that day."""
    people = profiles(scope)
    of, params = people.order_by().values("pk").query.sql_with_params()
    sql = f"(SELECT customer_id FROM ({fresh_days(of)}) f WHERE f.held @> %s::date)"
    return people.filter(pk__in=RawSQL(sql, [*params, scope.period.last]))


def alignments(scope):
    """Alignments in the scope's part of the field, of any date; whom another record speaks for is no target."""
    found = Alignment.objects.filter(customer__merged_into=None)
    if scope.whose is None:
        found = found.filter(seen_by(scope.viewer))
    if chosen := scope.territories():
        found = found.filter(territory__in=Territory.objects.filter(chosen).values("pk"))
    if scope.customer_type:
        found = found.filter(
            Q(customer__organisation__type=scope.customer_type)
            | Q(customer__person__type=scope.customer_type)
        )
    return found


def memberships(scope):
    """Who worked where, of any date."""
    found = Membership.objects.all()
    return found.filter(user=scope.whose) if scope.whose else found


def visible_alignments(scope):
    """Alignments of the customers whom the viewer sees, with what says whether they are active."""
    found = alignments(scope)
    if not sees_everything(scope.viewer):
        found = found.filter(customer__in=Customer.objects.visible_to(scope.viewer).values("pk"))
    return found.values(
        "customer_id",
        "territory_id",
        "valid_from",
        "valid_to",
        customer_status=F("customer__status"),
        status_on=F("customer__status_on"),
    )


def _during(dated, period):
    return dated.filter(
        Q(valid_to=None) | Q(valid_to__gte=period.first), valid_from__lte=period.last
    )


def _worked_there(scope):
    """The memberships that overlap the alignment of the outer query within the period."""
    together = Q(valid_to=None) | Q(valid_to__gte=OuterRef("valid_from"))
    together &= Q(Q(valid_from__lte=Coalesce(OuterRef("valid_to"), Value(scope.period.last))))
    return _during(memberships(scope), scope.period).filter(
        together, territory=OuterRef("territory")
    )
