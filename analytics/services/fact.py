"""Counts the facts: of some days, or of all, by the very same statements (kpis.md); and the periods that they are in.

Rows never pass through Python: each source's query becomes an INSERT … SELECT.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Case, Count, F, IntegerField, Value, When
from django.utils import timezone

from analytics.kpis import DONE, EFFECTIVE, Part, distributions, stored_flows
from analytics.models import (
    CustomerFact,
    DailyFact,
    DirtyTerritory,
    PeriodFlow,
    PeriodTarget,
    ResponseFact,
    UnsettledCustomer,
)
from analytics.models.fact import columns, fields
from analytics.services import period
from analytics.sources import SOURCES, VISITS, ZONE

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
        cells = period.touched(cursor, days)
        for model, count in COUNTS.items():
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE (user_id, date) IN"
                " (SELECT * FROM unnest(%s::bigint[], %s::date[]))",
                [list(part) for part in zip(*days, strict=True)],
            )
            count(cursor, model._meta.db_table, days)
        cells |= period.touched(cursor, days)
        period.recount(cursor, {date for _, date in days}, cells)


@transaction.atomic
def rebuild():
    """Counts everything and writes only what differs, so readers never wait.

    Returns {model: (rows deleted, rows inserted)}.
    """
    changed = {}
    with connection.cursor() as cursor:
        cursor.execute(FOR_ALL)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # Whoever changes a target from here on marks it again.
        DirtyTerritory.objects.all().delete()
        period.choose(timezone.localdate(timezone=ZONE))
        for model in COUNTED:
            with _counted_anew(cursor, model) as fresh:
                changed[model] = _correct(cursor, model, fresh)
    return changed


@transaction.atomic
def differences():
    """[(table, "missing" or "wrong", cell)] between the facts and a full count.

    What is marked and not yet recomputed is left out: nobody claims that it is right. The counts of periods are held
    against the facts of days that stand.
    """
    found = []
    with connection.cursor() as cursor:
        cursor.execute(FOR_ALL)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for model in COUNTED:
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
# In this order: periods are counted from days, and only settled targets are counted ahead.
COUNTED = COUNTS | period.COUNTS
OPEN_TERRITORIES = "SELECT territory_id FROM analytics_dirtyterritory"
# Which rows a check holds to be right.
KNOWN = {
    UnsettledCustomer: "customer_id NOT IN (SELECT customer_id FROM customers_alignment"
    f" WHERE territory_id IN ({OPEN_TERRITORIES}))",
    PeriodFlow: f"territory_id NOT IN ({OPEN_TERRITORIES})",
    PeriodTarget: f"territory_id NOT IN ({OPEN_TERRITORIES})",
}
KNOWN_DAYS = "(user_id, date) NOT IN (SELECT user_id, date FROM analytics_dirtyday)"


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
    COUNTED[model](cursor, fresh)
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
        # What is read together lies together; the index by date relies on it.
        f" ORDER BY {'date, user_id' if model in COUNTS else names}"
    )
    return deleted, cursor.rowcount


def _compared(cursor, model, fresh):
    table, names = model._meta.db_table, ", ".join(columns(model))
    known, found = KNOWN.get(model, KNOWN_DAYS), []
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
        for field in fields(model)
    )
    return " AND ".join(f"{left} = {right}" for left, right in pairs)
