"""The SQL of figures. Scopes become conditions by the ORM; periods and groups are joined to them here.

Every part answers with the same columns: ask, period, person, territory, tier, kpi, numerator, denominator, median
and 90th percentile in business minutes.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from analytics.models import CustomerFact, DailyFact, ResponseFact
from analytics.periods import Period
from analytics.scope import Scope
from analytics.services.target import memberships, visible_alignments

NOW = "now"
DIMENSIONS = {"person": "bigint", "territory": "bigint", "tier": "text"}


@dataclass(frozen=True)
class Ask:
    """Figures of a scope in each of some periods, apart for each of its groups ("person", "territory", "tier")."""

    scope: Scope
    periods: dict[str, Period] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    # Territories are told apart by which of these they lie below.
    roots: tuple[int, ...] = ()


def statement(asks):
    """(sql, params) that answers all asks."""
    parts = []
    for number, ask in enumerate(asks):
        parts += [_flows(number, ask), _responses(number, ask)]
        # Nobody keeps who was met for which product.
        if ask.scope.product is None:
            parts.append(_distinct(number, ask))
    return (
        " UNION ALL ".join(sql for sql, _ in parts),
        [value for _, params in parts for value in params],
    )


def _flows(number, ask):
    scope = ask.scope
    facts = _facts(
        ask,
        DailyFact,
        scope.kind_of_customer() & Q(product=scope.product),
        ["tier", "kpi", "numerator", "denominator"],
    )
    sums = "sum(f.numerator)::bigint, sum(f.denominator)::bigint, NULL::float8, NULL::float8"
    return _grouped(number, ask, facts, sums)


def _responses(number, ask):
    scope = ask.scope
    product = Q(product=scope.product) if scope.product else Q()
    facts = _facts(
        ask, ResponseFact, scope.kind_of_customer() & product, ["tier", "kpi", "minutes"]
    )
    percentiles = ", ".join(
        f"percentile_cont({share}) WITHIN GROUP (ORDER BY f.minutes)" for share in (0.5, 0.9)
    )
    return _grouped(number, ask, facts, f"0, count(*), {percentiles}")


def _grouped(number, ask, facts, aggregates):
    sql, params = facts
    periods, period_params = _periods(ask)
    join, join_params = _join_roots(ask, "f.territory_id")
    groups = _groups(ask, person="f.user_id", territory="root.ancestor_id", tier="f.tier")
    return (
        f"SELECT {number}, p.name, {groups}, f.kpi, {aggregates}"
        f" FROM ({sql}) f JOIN {periods} ON f.date BETWEEN p.first AND p.last {join}"
        # By place: a name would mean the facts' own column of that name.
        " GROUP BY 2, 3, 4, 5, 6",
        [*params, *period_params, *join_params],
    )


def _distinct(number, ask):
    targets, target_params = _targets(ask)
    met, met_params = _met(ask)
    same = " AND ".join(
        f"m.{name} = t.{name}" for name in ("person", "territory") if name in ask.by
    )
    return (
        f"SELECT {number}, c.name, c.person, c.territory, c.tier, k.kpi, k.above, k.below,"
        " NULL::float8, NULL::float8"
        " FROM (SELECT t.name, t.person, t.territory, t.tier, count(*) AS targets,"
        " count(*) FILTER (WHERE m.met > 0) AS covered,"
        " count(*) FILTER (WHERE m.effective > 0) AS frequented,"
        " coalesce(sum(m.done) FILTER (WHERE m.effective > 0), 0)::bigint AS visits"
        f" FROM ({targets}) t LEFT JOIN ({met}) m"
        f" ON m.name = t.name AND m.customer_id = t.customer_id {same and 'AND ' + same}"
        " GROUP BY t.name, t.person, t.territory, t.tier) c"
        " CROSS JOIN LATERAL (VALUES ('coverage', c.covered, c.targets),"
        " ('frequency', c.visits, c.frequented)) k(kpi, above, below)",
        [*target_params, *met_params],
    )


def _targets(ask):
    """Each target once for each period and group: the SQL of services/target.py, for many periods at once."""
    sql, params = visible_alignments(ask.scope).query.sql_with_params()
    periods, period_params = _periods(ask)
    join, join_params = _join_roots(ask, "a.territory_id")
    people, people_params = _join_people(ask)
    tiers, where, tier_params = _join_tiers(ask)
    groups = _groups(
        ask, person="w.user_id", territory="root.ancestor_id", tier="coalesce(held.tier, '')"
    )
    return (
        f"SELECT DISTINCT p.name, {groups}, a.customer_id"
        f" FROM ({sql}) a JOIN {periods} ON a.valid_from <= p.last"
        " AND coalesce(a.valid_to, 'infinity') >= p.first"
        " AND (a.customer_status = 'active' OR a.status_on >= p.first)"
        f" {join} {people} {tiers} {where}",
        [*params, *period_params, *join_params, *people_params, *tier_params],
    )


def _met(ask):
    sql, params = _facts(ask, CustomerFact, Q(), ["customer_id", "done", "effective", "met"])
    periods, period_params = _periods(ask)
    join, join_params = _join_roots(ask, "f.territory_id")
    groups = _groups(ask, person="f.user_id", territory="root.ancestor_id", tier="NULL")
    return (
        f"SELECT p.name, {groups}, f.customer_id, sum(f.done) AS done,"
        " sum(f.effective) AS effective, sum(f.met) AS met"
        f" FROM ({sql}) f JOIN {periods} ON f.date BETWEEN p.first AND p.last {join}"
        " GROUP BY 1, 2, 3, 4, 5",
        [*params, *period_params, *join_params],
    )


def _facts(ask, model, conditions, columns):
    """The facts of the scope on any day of the periods."""
    first = min(period.first for period in ask.periods.values())
    last = max(period.last for period in ask.periods.values())
    rows = model.objects.filter(ask.scope.place(), conditions, date__range=(first, last))
    return rows.values("date", "user_id", "territory_id", *columns).query.sql_with_params()


def _periods(ask):
    rows = ", ".join(["(%s, %s::date, %s::date)"] * len(ask.periods))
    params = [value for name, p in ask.periods.items() for value in (name, p.first, p.last)]
    return f"(VALUES {rows}) p(name, first, last)", params


def _groups(ask, **columns):
    """The three dimensions; null where the ask does not tell them apart."""
    return ", ".join(
        f"{columns[name] if name in ask.by else 'NULL'}::{kind} AS {name}"
        for name, kind in DIMENSIONS.items()
    )


def _join_roots(ask, territory):
    if "territory" not in ask.by:
        return "", []
    return (
        "JOIN accounts_territorylink root"
        f" ON root.descendant_id = {territory} AND root.ancestor_id = ANY(%s)",
        [list(ask.roots)],
    )


def _join_people(ask):
    """Who worked in the territory of an alignment while it held, within the period."""
    if ask.scope.whose is None and "person" not in ask.by:
        return "", []
    found = memberships(ask.scope).values("user_id", "territory_id", "valid_from", "valid_to")
    sql, params = found.query.sql_with_params()
    return (
        f"JOIN ({sql}) w ON w.territory_id = a.territory_id"
        " AND w.valid_from <= least(p.last, coalesce(a.valid_to, 'infinity'))"
        " AND coalesce(w.valid_to, 'infinity') >= greatest(p.first, a.valid_from)",
        params,
    )


def _join_tiers(ask):
    """The tier of a customer on the last day of the period."""
    chosen = ask.scope.tier
    if chosen is None and "tier" not in ask.by:
        return "", "", []
    return (
        "LEFT JOIN customers_tierperiod held ON held.customer_id = a.customer_id"
        " AND held.valid_from <= p.last AND coalesce(held.valid_to, 'infinity') >= p.last",
        "" if chosen is None else "WHERE coalesce(held.tier, '') = %s",
        [] if chosen is None else [chosen],
    )
