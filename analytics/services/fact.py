"""Counts the facts: of some days, or of all, by the very same statements (kpis.md).

Rows never pass through Python: each source's query becomes an INSERT … SELECT.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Case, Count, F, IntegerField, Value, When

from analytics.kpis import DONE, EFFECTIVE, Part, distributions, stored_flows
from analytics.models import CustomerFact, DailyFact, ResponseFact
from analytics.models.fact import columns
from analytics.sources import SOURCES, VISITS

CELL = ["cell_date", "cell_user", "cell_territory", "cell_tier", "cell_type"]
# Held shared by whoever recomputes some days, alone by whoever recomputes or compares all.
LOCK = 0x6B706973
# Everything is read and joined once, which hashing in memory does best. Whoever waits here waits for minutes.
FOR_ALL = (
    "SET LOCAL lock_timeout = 0; SET LOCAL work_mem = '256MB';"
    " SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = off"
)


def recompute(days):
    """Makes the facts of these (user id, date) days anew, in the transaction of the caller."""
    with connection.cursor() as cursor:
        for model, count in COUNTS.items():
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE (user_id, date) IN"
                " (SELECT * FROM unnest(%s::bigint[], %s::date[]))",
                [list(part) for part in zip(*days, strict=True)],
            )
            count(cursor, model._meta.db_table, days)


@transaction.atomic
def rebuild():
    """Counts everything and writes only what differs, so readers never wait.

    Returns {model: (rows deleted, rows inserted)}.
    """
    changed = {}
    with connection.cursor() as cursor:
        cursor.execute(FOR_ALL)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for model in COUNTS:
            with _counted_anew(cursor, model) as fresh:
                changed[model] = _correct(cursor, model, fresh)
    return changed


@transaction.atomic
def differences():
    """[(table, "missing" or "wrong", cell)] between the facts and a full count.

    Days that are marked and not yet recomputed are left out: nobody claims that they are right.
    """
    found = []
    with connection.cursor() as cursor:
        cursor.execute(FOR_ALL)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for model in COUNTS:
            with _counted_anew(cursor, model) as fresh:
                found += _compared(cursor, model, fresh)
    return found


def _count_flows(cursor, table, days=None):
    for source in SOURCES:
        kpis = stored_flows(source)
        if kpis:
            _count_flow(cursor, table, kpis, source.cells(_rows(source, days)), None)
        if kpis and source.product:
            rows = source.cells(_rows(source, days)).filter(**{f"{source.product}__isnull": False})
            _count_flow(cursor, table, kpis, rows, source.product)


def _count_flow(cursor, table, kpis, rows, product):
    """All KPIs of a source in one pass; one line of the result becomes a row per KPI."""
    product_of = {"cell_product": F(product)} if product else {}
    counts = {
        f"{kpi.code}_{part}": Count("pk", filter=kpi.which(part))
        for kpi in kpis
        for part in Part
        if part == Part.NUMERATOR or kpi.is_ratio
    }
    cells = rows.annotate(**product_of).values(*CELL, *product_of).annotate(**counts).order_by()
    sql, params = cells.query.sql_with_params()
    facts = ", ".join(
        f"('{kpi.code}', {kpi.code}_numerator, "
        + (f"{kpi.code}_denominator)" if kpi.is_ratio else "NULL::bigint)")
        for kpi in kpis
    )
    cursor.execute(
        "INSERT INTO {} ({}) SELECT {}, {}, k.* FROM ({}) c"
        " CROSS JOIN LATERAL (VALUES {}) k(kpi, numerator, denominator)"
        " WHERE k.numerator > 0 OR k.denominator > 0".format(
            table,
            ", ".join(columns(DailyFact)),
            ", ".join(CELL),
            "cell_product" if product else "NULL::bigint",
            sql,
            facts,
        ),
        params,
    )


def _count_customers(cursor, table, days=None):
    """Who was met on each day: the main customer, and at effective visits each participant and the place."""
    met = _rows(VISITS, days).filter(DONE)
    is_effective = Case(When(EFFECTIVE, then=1), default=0, output_field=IntegerField())
    effective = met.filter(EFFECTIVE)
    legs = _leg(met, "customer", Value(1), is_effective, is_effective).union(
        _leg(effective, "participants__person").exclude(who=F("customer")),
        _leg(effective, "organisation").exclude(who=F("customer")),
        all=True,
    )
    sql, params = legs.query.sql_with_params()
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns(CustomerFact))})"
        " SELECT cell_date, cell_user, cell_territory, who, sum(one_done), sum(one_effective), sum(one_met)"
        f" FROM ({sql}) legs WHERE who IS NOT NULL GROUP BY 1, 2, 3, 4",
        params,
    )


def _leg(visits, who, done=None, effective=None, met=None):
    """Lines of (who, done, effective, met); by default somebody who took part in an effective visit."""
    parts = {
        "who": F(who),
        "one_done": done or Value(0),
        "one_effective": effective or Value(0),
        "one_met": met or Value(1),
    }
    return visits.annotate(**parts).values("cell_date", "cell_user", "cell_territory", *parts)


def _count_responses(cursor, table, days=None):
    for kpi in distributions():
        rows = kpi.source.cells(_rows(kpi.source, days)).values_list(
            *CELL, kpi.source.product, Value(kpi.code), "pk", kpi.minutes
        )
        sql, params = rows.order_by().query.sql_with_params()
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns(ResponseFact))}) {sql}", params)


COUNTS = {
    DailyFact: _count_flows,
    CustomerFact: _count_customers,
    ResponseFact: _count_responses,
}


def _rows(source, days):
    return source.rows() if days is None else source.rows().filter(source.on(days))


@contextmanager
def _counted_anew(cursor, model):
    """A temporary table with all facts of the model as the sources have them now."""
    fresh = f"fresh_{model._meta.model_name}"
    cursor.execute(
        f"CREATE TEMPORARY TABLE {fresh} ON COMMIT DROP AS"
        f" SELECT {', '.join(columns(model))} FROM {model._meta.db_table} WHERE false"
    )
    COUNTS[model](cursor, fresh)
    cursor.execute(f"ANALYZE {fresh}")
    yield fresh
    cursor.execute(f"DROP TABLE {fresh}")


def _correct(cursor, model, fresh):
    table, names, same = model._meta.db_table, ", ".join(columns(model)), _same(model)
    cursor.execute(f"DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM {fresh} f WHERE {same})")
    deleted = cursor.rowcount
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {fresh} f"
        f" WHERE NOT EXISTS (SELECT FROM {table} t WHERE {same})"
        # Days that are read together lie together, which the index by date relies on.
        " ORDER BY date, user_id"
    )
    return deleted, cursor.rowcount


def _compared(cursor, model, fresh):
    table, names = model._meta.db_table, ", ".join(columns(model))
    known = "(user_id, date) NOT IN (SELECT user_id, date FROM analytics_dirtyday)"
    found = []
    for kind, left, right in [("missing", fresh, table), ("wrong", table, fresh)]:
        cursor.execute(
            f"SELECT {names} FROM {left} WHERE {known} EXCEPT SELECT {names} FROM {right}"
        )
        found += [(table, kind, dict(zip(columns(model), row, strict=True))) for row in cursor]
    return found


def _same(model):
    """All columns equal; nulls are made numbers because only equality can be joined by hashing."""
    pairs = (
        (f"coalesce(t.{field.column}, -1)", f"coalesce(f.{field.column}, -1)")
        if field.null
        else (f"t.{field.column}", f"f.{field.column}")
        for field in model._meta.concrete_fields
        if not field.primary_key
    )
    return " AND ".join(f"{left} = {right}" for left, right in pairs)
