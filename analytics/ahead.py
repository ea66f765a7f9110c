"""What boards read from counts of whole periods instead of from days, and the SQL of it (ADR 7).

Who asks by type or product, or by tier for flows, is answered from the facts of days.
"""

from django.db.models import Q

from accounts import registry
from accounts.models import Territory
from accounts.permissions import IN_TERRITORIES, Permission, can, sees_everything
from analytics.models import KeptPeriod, PeriodFlow, PeriodTarget, UnsettledCustomer
from analytics.services.target import alignments


def kept_periods():
    """{(first, last): id}"""
    rows = KeptPeriod.objects.values_list("first", "last", "pk")
    return {(first, last): pk for first, last, pk in rows}


def has_unsettled(scope):
    """Whether any target of this part of the field, of any date, is counted at reading."""
    few = UnsettledCustomer.objects.values("customer_id")
    return alignments(scope).filter(customer__in=few).exists()


def has_flows(ask):
    scope = ask.scope
    narrowed = scope.tier is not None or scope.customer_type or scope.product
    return not narrowed and "tier" not in ask.by


def has_targets(ask):
    """Of settled customers a viewer sees those aligned to the own territories; others may be seen one by one."""
    viewer, whose = ask.scope.viewer, ask.scope.whose
    is_colleagues = whose not in (None, viewer) and not can(viewer, Permission.DASHBOARD_TEAM)
    if ask.scope.customer_type or is_colleagues:
        return False
    if sees_everything(viewer):
        return True
    sees_more = any(function(viewer) for function in registry.customer_visibility)
    return bool(IN_TERRITORIES & viewer.roles) and not sees_more


def flows(ask, ids):
    """(sql, params) of facts with the name of their period, which add up."""
    rows = PeriodFlow.objects.filter(ask.scope.place(), period__in=ids.values())
    return _named(
        rows.values("period_id", "user_id", "territory_id", "kpi", "numerator", "denominator"), ids
    )


def targets(ask, ids):
    """(sql, params) of settled targets, alike."""
    scope = ask.scope
    rows = PeriodTarget.objects.filter(scope.place(), period__in=ids.values())
    if not sees_everything(scope.viewer):
        rows = rows.filter(territory__in=Territory.ids_seen_by(scope.viewer))
    if scope.tier is not None:
        rows = rows.filter(tier=scope.tier)
    of_people = scope.whose is not None or "person" in ask.by
    counts = ["targets", "covered", "frequented", "visits", "profiles", "fresh"]
    return _named(
        rows.filter(Q(user__isnull=not of_people)).values(
            "period_id", "user_id", "territory_id", "tier", *counts
        ),
        ids,
    )


def _named(rows, ids):
    sql, params = rows.query.sql_with_params()
    names = ", ".join(["(%s, %s::bigint)"] * len(ids))
    return (
        f"({sql}) f JOIN (VALUES {names}) p(name, id) ON p.id = f.period_id",
        [*params, *(value for pair in ids.items() for value in pair)],
    )
