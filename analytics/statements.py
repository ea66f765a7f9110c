"""The SQL of figures. Scopes become conditions by the ORM; periods and groups are joined to them here.

Every part answers with the same columns: ask, period, person, territory, tier, kpi, numerator, denominator, median
and 90th percentile in business minutes.
"""

from dataclasses import dataclass, field, replace

from django.db.models import Q
from django.db.models.expressions import RawSQL

from analytics import ahead
from analytics.kpis import Kind
from analytics.models import CustomerFact, DailyFact, ResponseFact
from analytics.periods import Period
from analytics.scope import Scope
from analytics.services.target import memberships, visible_alignments
from customers.persona_days import fresh_days

NOW = "now"
DIMENSIONS = {"person": "bigint", "territory": "bigint", "tier": "text"}
SUMS = "sum(f.numerator)::bigint, sum(f.denominator)::bigint, NULL::float8, NULL::float8"
# Goes through the customers who are not settled one by one: they are few, whatever the planner thinks.
ONE_BY_ONE = "analytics_unsettledcustomer u CROSS JOIN LATERAL ({} OFFSET 0)"
THIS_ONE = {"customer_id": RawSQL("u.customer_id", [])}
OF_CUSTOMERS = frozenset({Kind.DISTINCT, Kind.STOCK})
COUNTS = ["targets", "covered", "frequented", "visits", "profiles", "fresh"]
SUMMED = ", ".join(f"sum({{0}}.{name})::bigint AS {name}" for name in COUNTS)
LINES = {
    Kind.DISTINCT: "('coverage', c.covered, c.targets), ('frequency', c.visits, c.frequented)",
    Kind.STOCK: "('profile_freshness', c.fresh, c.profiles)",
}


@dataclass(frozen=True)
class Ask:
    """Figures of a scope in each of some periods, apart for each of its groups ("person", "territory", "tier")."""

    scope: Scope
    periods: dict[str, Period] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    # Territories are told apart by which of these they lie below.
    roots: tuple[int, ...] = ()
    kinds: frozenset[Kind] = frozenset(Kind)

    def split(self, kept):
        """({name: id} of the periods counted ahead, the ask for the others or None)."""
        ids = {
            name: kept[period.first, period.last]
            for name, period in self.periods.items()
            if (period.first, period.last) in kept
        }
        rest = {name: period for name, period in self.periods.items() if name not in ids}
        return ids, replace(self, periods=rest) if rest else None


def statement(asks):
    """(sql, params) that answers all asks."""
    kept, parts = ahead.kept_periods(), []
    # The asks of a page are about the same part of the field.
    few = any(ahead.has_unsettled(scope) for scope in {ask.scope for ask in asks})
    for number, ask in enumerate(asks):
        if Kind.FLOW in ask.kinds:
            parts += _flows(number, ask, kept if ahead.has_flows(ask) else {})
        if Kind.DISTRIBUTION in ask.kinds:
            parts.append(_responses(number, ask))
        # Nobody keeps who was met for which product.
        if ask.kinds & OF_CUSTOMERS and ask.scope.product is None:
            parts.append(_customers(number, ask, kept if ahead.has_targets(ask) else {}, few))
    return _union(parts)


def _flows(number, ask, kept):
    ids, rest = ask.split(kept)
    if ids:
        join, join_params = _join_roots(ask, "f.territory_id")
        groups = _groups(ask, person="f.user_id", territory="root.ancestor_id", tier="NULL")
        sql, params = ahead.flows(ask, ids)
        yield (
            f"SELECT {number}, p.name, {groups}, f.kpi, {SUMS} FROM {sql} {join}"
            " GROUP BY 2, 3, 4, 5, 6",
            [*params, *join_params],
        )
    if rest:
        yield _flows_of_days(number, rest)


def _flows_of_days(number, ask):
    scope = ask.scope
    facts = _facts(
        ask,
        DailyFact,
        scope.kind_of_customer() & Q(product=scope.product),
        ["tier", "kpi", "numerator", "denominator"],
    )
    return _grouped(number, ask, facts, SUMS)


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


def _customers(number, ask, kept, few):
    """Distinct customers of each period, and the stock of its last day."""
    ids, rest = ask.split(kept)
    parts = [_settled(ask, ids)] if ids else []
    if ids and few:
        counted = replace(ask, periods={name: ask.periods[name] for name in ids})
        parts += [_targets(counted, few=True), _met(counted, few=True)]
    if rest:
        parts += [_targets(rest), _met(rest)]
    sql, params = _union(parts)
    lines = ", ".join(line for kind, line in LINES.items() if kind in ask.kinds)
    return (
        f"SELECT {number}, c.name, c.person, c.territory, c.tier, k.kpi, k.above, k.below,"
        " NULL::float8, NULL::float8"
        f" FROM (SELECT b.name, b.person, b.territory, b.tier, {SUMMED.format('b')} FROM ({sql}) b"
        " GROUP BY b.name, b.person, b.territory, b.tier) c"
        f" CROSS JOIN LATERAL (VALUES {lines}) k(kpi, above, below)",
        params,
    )


def _settled(ask, ids):
    """How many settled targets there are, and were met: counted ahead."""
    join, join_params = _join_roots(ask, "f.territory_id")
    groups = _groups(ask, person="f.user_id", territory="root.ancestor_id", tier="f.tier")
    sql, params = ahead.targets(ask, ids)
    return (
        f"SELECT p.name, {groups}, {SUMMED.format('f')} FROM {sql} {join} GROUP BY 1, 2, 3, 4",
        [*params, *join_params],
    )


def _targets(ask, *, few=False):
    """How many targets each period and group has: a target is held for some ranges of days, which periods meet.

    Few are those who are not settled.
    """
    source, params, held = _alignments(ask, few=few)
    periods, period_params = _periods(ask)
    groups = _groups(ask, person="w.user_id", territory="root.ancestor_id", tier="NULL")
    tier, tiers, where, tier_params = _tiers(ask, customer="t.customer_id", day="p.last")
    stock, fresh, fresh_params = _fresh(ask, source, params)
    return (
        f"SELECT p.name, t.person, t.territory, {tier} AS tier, count(*) AS targets,"
        f" 0::bigint AS covered, 0::bigint AS frequented, 0::bigint AS visits, {stock}"
        f" FROM (SELECT {groups}, a.customer_id, range_agg({held}) AS held"
        f" FROM {source} GROUP BY 1, 2, 3, 4) t"
        f" JOIN {periods} ON t.held && daterange(p.first, p.last, '[]') {fresh} {tiers} {where}"
        " GROUP BY 1, 2, 3, 4",
        [*params, *period_params, *fresh_params, *tier_params],
    )


def _fresh(ask, source, params):
    """(columns, tables, params) of the stock: who of the targets t is a person, and in date, on the last day."""
    if Kind.STOCK not in ask.kinds:
        return "0::bigint AS profiles, 0::bigint AS fresh", "", []
    days = fresh_days(f"SELECT a.customer_id FROM {source}")
    return (
        "count(someone.customer_id) FILTER (WHERE t.held @> p.last) AS profiles,"
        " count(*) FILTER (WHERE t.held @> p.last AND persona.held @> p.last) AS fresh",
        f"LEFT JOIN customers_person someone ON someone.customer_id = t.customer_id"
        f" LEFT JOIN ({days}) persona ON persona.customer_id = t.customer_id",
        params,
    )


def _met(ask, *, few=False):
    """How many of the targets were met. Whether somebody is one is asked customer by customer, so that no wrong
    guess of the planner about their number costs more than a look into an index."""
    columns = ["customer_id", "done", "effective", "met"]
    facts, params = _facts(ask, CustomerFact, Q(**THIS_ONE) if few else Q(), columns)
    facts = ONE_BY_ONE.format(facts) if few else f"({facts})"
    periods, period_params = _periods(ask)
    join, join_params = _join_roots(ask, "f.territory_id")
    groups = _groups(ask, person="f.user_id", territory="root.ancestor_id", tier="NULL")
    source, source_params, held = _alignments(ask)
    same = {"person": "w.user_id = m.person", "territory": "root.ancestor_id = m.territory"}
    alike = "".join(f" AND {same[name]}" for name in same if name in ask.by)
    tier, tiers, where, tier_params = _tiers(ask, customer="m.customer_id", day="m.last")
    return (
        f"SELECT m.name, m.person, m.territory, {tier}, 0,"
        " count(*) FILTER (WHERE m.met > 0), count(*) FILTER (WHERE m.effective > 0),"
        " coalesce(sum(m.done) FILTER (WHERE m.effective > 0), 0), 0, 0"
        f" FROM (SELECT p.name, {groups}, f.customer_id, p.first, p.last, sum(f.done) AS done,"
        " sum(f.effective) AS effective, sum(f.met) AS met"
        f" FROM {facts} f JOIN {periods} ON f.date BETWEEN p.first AND p.last {join}"
        f" GROUP BY 1, 2, 3, 4, 5, 6, 7) m {tiers} {where or 'WHERE true'}"
        f" AND EXISTS (SELECT FROM {source} WHERE a.customer_id = m.customer_id"
        f" AND {held} && daterange(m.first, m.last, '[]'){alike})"
        " GROUP BY 1, 2, 3, 4",
        [*params, *period_params, *join_params, *tier_params, *source_params],
    )


def _alignments(ask, *, few=False):
    """(tables, params, range of days): the SQL of services/target.py for many periods and people at once."""
    rows = visible_alignments(ask.scope)
    sql, params = (rows.filter(**THIS_ONE) if few else rows).query.sql_with_params()
    sql = ONE_BY_ONE.format(sql) if few else f"({sql})"
    join, join_params = _join_roots(ask, "a.territory_id")
    held = (
        "daterange(a.valid_from, a.valid_to, '[]') * daterange(NULL,"
        " CASE WHEN a.customer_status <> 'active' THEN a.status_on END, '[]')"
    )
    if ask.scope.whose is None and "person" not in ask.by:
        return f"{sql} a {join}", [*params, *join_params], f"({held})"
    found = memberships(ask.scope).values("user_id", "territory_id", "valid_from", "valid_to")
    people, people_params = found.query.sql_with_params()
    return (
        f"{sql} a {join} JOIN ({people}) w ON w.territory_id = a.territory_id",
        [*params, *join_params, *people_params],
        f"({held} * daterange(w.valid_from, w.valid_to, '[]'))",
    )


def _tiers(ask, *, customer, day):
    """(expression, join, condition, params) of the tier that a customer has on a day."""
    chosen = ask.scope.tier
    if chosen is None and "tier" not in ask.by:
        return "NULL::text", "", "", []
    return (
        "coalesce(held.tier, '')" if "tier" in ask.by else "NULL::text",
        f"LEFT JOIN customers_tierperiod held ON held.customer_id = {customer}"
        f" AND held.valid_from <= {day} AND coalesce(held.valid_to, 'infinity') >= {day}",
        "" if chosen is None else "WHERE coalesce(held.tier, '') = %s",
        [] if chosen is None else [chosen],
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


def _union(parts):
    parts = list(parts)
    return (
        " UNION ALL ".join(sql for sql, _ in parts),
        [value for _, params in parts for value in params],
    )
