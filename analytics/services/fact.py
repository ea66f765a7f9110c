"""Counts the facts: of some days, or of all, by the very same statements (kpis.md); and the periods that they are in.

Rows never pass through Python: each source's query becomes an INSERT … SELECT.
"""

from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Value, When
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
from analytics.models.fact import columns
from analytics.services import period
from analytics.sources import SOURCES, VISITS, ZONE

DAY = ["cell_date", "cell_user", "cell_territory"]
CELL = [*DAY, "cell_tier", "cell_type"]


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
    period.wait_for_turn()
    # Whoever changes a target from here on marks it again.
    DirtyTerritory.objects.all().delete()
    changed = _renew(COUNTS)
    # Which periods there are is told by the days that have just been counted.
    period.choose(timezone.localdate(timezone=ZONE))
    return changed | _renew(period.COUNTS)


@transaction.atomic
def differences():
    """[(table, "missing" or "wrong", cell)] between the facts and a full count.

    What is marked and not yet recomputed is left out: nobody claims that it is right. The counts of periods are held
    against the facts of days that stand.
    """
    period.wait_for_turn()
    found = []
    with connection.cursor() as cursor:
        cursor.execute(period.FOR_ALL)
        for model in COUNTED:
            with _counted_anew(cursor, model) as fresh:
                found += _compared(cursor, model, fresh)
    return found


def _renew(models):
    changed = {}
    with connection.cursor() as cursor:
        cursor.execute(period.FOR_ALL)
        for model in models:
            with _counted_anew(cursor, model) as fresh:
                changed[model] = _correct(cursor, model, fresh)
    return changed


def _count_flows(cursor, table, days=None):
    for source in SOURCES:
        if kpis := stored_flows(source):
            _count_flow(cursor, table, source, kpis, _rows(source, days))


def _count_flow(cursor, table, source, kpis, rows):
    """All KPIs of a source, in total and by product, from one reading of its rows; one line becomes a row per KPI."""
    sql, params = _flagged(source, kpis, rows)
    cell, sums = ", ".join(CELL), ", ".join(f"sum({flag}) AS {flag}" for flag in _flags(kpis))
    counted = f"SELECT {cell}, NULL::bigint AS product_id, {sums} FROM flagged GROUP BY {cell}"
    if source.product:
        products, product_params = _products(source, rows)
        counted += (
            f" UNION ALL SELECT {cell}, cell_product, {sums} FROM flagged"
            f" JOIN ({products}) p USING (cell_row) GROUP BY {cell}, cell_product"
        )
        params += product_params
    facts = ", ".join(
        f"('{kpi.code}', {kpi.code}_numerator, "
        + (f"{kpi.code}_denominator)" if kpi.is_ratio else "NULL::bigint)")
        for kpi in kpis
    )
    cursor.execute(
        f"WITH flagged AS MATERIALIZED ({sql}), counted AS ({counted})"
        f" INSERT INTO {table} ({', '.join(columns(DailyFact))})"
        f" SELECT {cell}, product_id, k.* FROM counted CROSS JOIN LATERAL (VALUES {facts})"
        " k(kpi, numerator, denominator) WHERE k.numerator > 0 OR k.denominator > 0",
        params,
    )


def _flagged(source, kpis, rows):
    """(sql, params) of the rows with their cells and a 1 or 0 for each part of each KPI."""
    flags = {flag: _flag(kpi.which(part)) for flag, (kpi, part) in _flags(kpis).items()}
    cells = source.cells(rows).annotate(cell_row=F("pk"), **flags)
    return _sql(cells.values("cell_row", *CELL, *flags))


def _flags(kpis):
    return {
        f"{kpi.code}_{part}": (kpi, part)
        for kpi in kpis
        for part in Part
        if part == Part.NUMERATOR or kpi.is_ratio
    }


def _flag(condition):
    if not condition:
        return Value(1)
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _products(source, rows):
    found = rows.filter(**{f"{source.product}__isnull": False})
    return _sql(found.values(cell_row=F("pk"), cell_product=F(source.product)))


def _sql(rows):
    sql, params = rows.order_by().query.sql_with_params()
    return sql, list(params)


def _count_customers(cursor, table, days=None):
    """Who was met on each day: the main customer, and at effective visits each participant and the place.

    A record that was merged is counted as the one that speaks for it (decision 6).
    """
    met = _rows(VISITS, days).filter(DONE)
    sql, params = _sql(
        met.annotate(cell_row=F("pk"), is_effective=_flag(EFFECTIVE)).values(
            "cell_row", *DAY, "customer_id", "organisation_id", "is_effective"
        )
    )
    people, people_params = _sql(
        met.filter(participants__isnull=False).values(
            cell_row=F("pk"), person_id=F("participants__person")
        )
    )
    day, was_effective = ", ".join(DAY), "WHERE is_effective = 1 AND"
    cursor.execute(
        f"WITH met AS MATERIALIZED ({sql}), legs AS ("
        f" SELECT {day}, customer_id AS who, 1 AS done, is_effective AS effective, is_effective AS met FROM met"
        f" UNION ALL SELECT {day}, person_id, 0, 0, 1 FROM met JOIN ({people}) p USING (cell_row)"
        f" {was_effective} person_id <> customer_id"
        f" UNION ALL SELECT {day}, organisation_id, 0, 0, 1 FROM met {was_effective} organisation_id <> customer_id)"
        f" INSERT INTO {table} ({', '.join(columns(CustomerFact))})"
        f" SELECT {day}, coalesce(m.merged_into_id, who) AS one, sum(done), sum(effective), sum(met) FROM legs"
        " LEFT JOIN (SELECT id, merged_into_id FROM customers_customer WHERE merged_into_id IS NOT NULL) m"
        f" ON m.id = who GROUP BY {day}, one",
        [*params, *people_params],
    )


def _count_responses(cursor, table, days=None):
    for kpi in distributions():
        rows = kpi.source.cells(_rows(kpi.source, days)).values_list(
            *CELL, kpi.source.product, Value(kpi.code), "pk", kpi.minutes
        )
        sql, params = _sql(rows)
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns(ResponseFact))}) {sql}", params)


COUNTS = {
    DailyFact: _count_flows,
    CustomerFact: _count_customers,
    ResponseFact: _count_responses,
}
# In this order: periods are counted from days, and only settled targets are counted ahead.
COUNTED = COUNTS | period.COUNTS
# What is written anew together.
KEYS = {
    **dict.fromkeys(COUNTS, ("date", "user_id")),
    UnsettledCustomer: ("customer_id",),
    PeriodFlow: ("period_id", "territory_id"),
    PeriodTarget: ("period_id", "territory_id"),
}
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
    """Writes anew only the days (or periods of a territory) that differ.

    Rows that are on both sides cancel each other out, so that what differs is found in one pass over both; the check
    compares row by row.
    """
    table, names, key = model._meta.db_table, ", ".join(columns(model)), ", ".join(KEYS[model])
    cursor.execute(
        f"CREATE TEMPORARY TABLE differing ON COMMIT DROP AS SELECT {key} FROM"
        f" (SELECT {names} FROM {fresh} UNION ALL SELECT {names} FROM {table}) line"
        f" GROUP BY {key} HAVING bit_xor(hash_record_extended(line, 0)) <> 0"
    )
    cursor.execute("ANALYZE differing")
    within = f"({key}) IN (SELECT {key} FROM differing)"
    cursor.execute(f"DELETE FROM {table} WHERE {within}")
    deleted = cursor.rowcount
    # What is read together lies together; the index by date relies on it.
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {fresh} WHERE {within} ORDER BY {key}"
    )
    inserted = cursor.rowcount
    cursor.execute("DROP TABLE differing")
    return deleted, inserted


def _compared(cursor, model, fresh):
    table, names = model._meta.db_table, ", ".join(columns(model))
    known, found = KNOWN.get(model, KNOWN_DAYS), []
    for kind, left, right in [("missing", fresh, table), ("wrong", table, fresh)]:
        cursor.execute(
            f"SELECT {names} FROM {left} WHERE {known} EXCEPT SELECT {names} FROM {right}"
        )
        found += [(table, kind, dict(zip(columns(model), row, strict=True))) for row in cursor]
    return found
