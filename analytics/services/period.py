"""Counts periods ahead of reading: flows, and the settled targets of each territory (ADR 7).

The counts are made from the facts of days, for some territories and periods or for all, by the very same statements.
Whoever counts has the turn until the end of the transaction: two who count a territory at once would each miss what
the other has just written.
"""

from django.db import connection, transaction
from django.db.models import Min, OuterRef, Subquery

from accounts.models import Territory
from analytics.models import DailyFact, KeptPeriod, PeriodFlow, PeriodTarget, UnsettledCustomer
from analytics.periods import Period, ended_periods, todays_periods
from customers.persona_days import fresh_days

LOCK = 0x6B706973
# Everything is read and joined once, which hashing in memory does best.
FOR_ALL = """
    SET LOCAL work_mem = '256MB'; SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = off
"""

DAYS = """
    SELECT p.id AS period_id, day::date AS date
    FROM analytics_keptperiod p, generate_series(p.first, p.last, '1 day') day
    WHERE %(periods)s::bigint[] IS NULL OR p.id = ANY(%(periods)s)
"""
# Summed up by day first, over tiers and types: far fewer rows meet their periods.
FLOWS = f"""
    INSERT INTO {{table}} (period_id, territory_id, user_id, kpi, numerator, denominator)
    SELECT d.period_id, f.territory_id, f.user_id, f.kpi, sum(f.numerator), sum(f.denominator)
    FROM (SELECT date, territory_id, user_id, kpi, sum(numerator) AS numerator, sum(denominator) AS denominator
          FROM analytics_dailyfact
          WHERE product_id IS NULL AND date BETWEEN %(first)s AND %(last)s
              AND (%(territories)s::bigint[] IS NULL OR territory_id = ANY(%(territories)s))
          GROUP BY 1, 2, 3, 4) f
    JOIN ({DAYS}) d ON d.date = f.date
    GROUP BY 1, 2, 3, 4
"""
# How many settled people a territory has of each tier, and how many of them in date: from a day until the next change.
STEPS = f"""profiled AS (
        SELECT s.territory_id, s.customer_id, coalesce(t.tier, '') AS tier,
               datemultirange(daterange(s.valid_from, NULL) * daterange(t.valid_from, t.valid_to, '[]')) AS days
        FROM settled s JOIN customers_person USING (customer_id) JOIN customers_tierperiod t USING (customer_id)
        UNION ALL
        SELECT s.territory_id, s.customer_id, '',
               datemultirange(daterange(s.valid_from, NULL))
               - coalesce(range_agg(daterange(t.valid_from, t.valid_to, '[]')) FILTER (WHERE t.id IS NOT NULL),
                          datemultirange())
        FROM settled s JOIN customers_person USING (customer_id) LEFT JOIN customers_tierperiod t USING (customer_id)
        GROUP BY s.territory_id, s.customer_id, s.valid_from
    ), spans AS (
        SELECT territory_id, tier, unnest(days) AS span, 1 AS profiles, 0 AS fresh FROM profiled
        UNION ALL
        SELECT territory_id, tier, unnest(days * held), 0, 1
        FROM profiled JOIN ({fresh_days("SELECT customer_id FROM settled")}) f USING (customer_id)
    ), moves AS (
        SELECT territory_id, tier, lower(span) AS day, sum(profiles) AS profiles, sum(fresh) AS fresh
        FROM spans GROUP BY 1, 2, 3
        UNION ALL
        SELECT territory_id, tier, upper(span), -sum(profiles), -sum(fresh)
        FROM spans WHERE NOT upper_inf(span) GROUP BY 1, 2, 3
    ), steps AS (
        SELECT territory_id, tier, day, coalesce(lead(day) OVER cell, 'infinity') AS until,
               sum(sum(profiles)) OVER cell AS profiles, sum(sum(fresh)) OVER cell AS fresh
        FROM moves GROUP BY territory_id, tier, day WINDOW cell AS (PARTITION BY territory_id, tier ORDER BY day)
    )"""
# The same for the team, where nobody is a user, and for each person who worked in the territory meanwhile. Targets of
# the same dates and tier are counted together before they meet the periods: they are many and seldom change.
TARGETS = f"""
    INSERT INTO {{table}} (period_id, territory_id, user_id, tier, targets, covered, frequented, visits, profiles, fresh)
    WITH settled AS (
        SELECT a.customer_id, a.territory_id, a.valid_from FROM customers_alignment a
        WHERE (%(territories)s::bigint[] IS NULL OR a.territory_id = ANY(%(territories)s))
            AND NOT EXISTS (SELECT FROM analytics_unsettledcustomer u WHERE u.customer_id = a.customer_id)
    ), worked AS (
        SELECT territory_id, 0 AS user_id, '{{{{(,)}}}}'::datemultirange AS held FROM settled GROUP BY 1
        UNION ALL
        SELECT territory_id, user_id, range_agg(daterange(valid_from, valid_to, '[]'))
        FROM accounts_membership GROUP BY 1, 2
    ), kept AS (
        SELECT p.id, p.first, p.last FROM analytics_keptperiod p
        WHERE %(periods)s::bigint[] IS NULL OR p.id = ANY(%(periods)s)
    ), tiers AS (
        SELECT s.territory_id, s.valid_from, t.tier, t.valid_from AS tier_from,
               coalesce(t.valid_to, 'infinity') AS tier_to, count(*) AS customers
        FROM settled s JOIN customers_tierperiod t USING (customer_id) GROUP BY 1, 2, 3, 4, 5
    ), alike AS (
        SELECT territory_id, valid_from, '' AS tier, '-infinity'::date AS tier_from, 'infinity'::date AS tier_to,
               count(*) AS customers
        FROM settled GROUP BY 1, 2
        UNION ALL SELECT * FROM tiers
        UNION ALL SELECT territory_id, valid_from, '', tier_from, tier_to, -customers FROM tiers
    ), met AS (
        SELECT d.period_id, f.customer_id, coalesce(f.user_id, 0) AS user_id, sum(f.done) AS done,
               sum(f.effective) AS effective
        FROM analytics_customerfact f JOIN ({DAYS}) d ON d.date = f.date
        WHERE f.date BETWEEN %(first)s AND %(last)s
            AND (%(territories)s::bigint[] IS NULL OR f.territory_id = ANY(%(territories)s))
        GROUP BY GROUPING SETS ((d.period_id, f.customer_id), (d.period_id, f.customer_id, f.user_id))
        HAVING sum(f.met) > 0
    ), {STEPS}
    SELECT period_id, territory_id, nullif(user_id, 0), tier, sum(targets), sum(covered), sum(frequented), sum(visits),
           sum(profiles), sum(fresh)
    FROM (
        SELECT p.id AS period_id, territory_id, user_id, tier, sum(customers) AS targets, 0 AS covered,
               0 AS frequented, 0 AS visits, 0 AS profiles, 0 AS fresh
        FROM alike a JOIN worked w USING (territory_id)
        JOIN kept p ON p.last BETWEEN a.tier_from AND a.tier_to AND a.valid_from <= p.last
            AND w.held && daterange(greatest(p.first, a.valid_from), p.last, '[]')
        GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT p.id, territory_id, user_id, coalesce(t.tier, ''), 0, count(*),
               count(*) FILTER (WHERE m.effective > 0), sum(m.done) FILTER (WHERE m.effective > 0), 0, 0
        FROM met m JOIN settled s USING (customer_id) JOIN worked w USING (territory_id, user_id)
        JOIN kept p ON p.id = m.period_id AND s.valid_from <= p.last
            AND w.held && daterange(greatest(p.first, s.valid_from), p.last, '[]')
        LEFT JOIN customers_tierperiod t ON t.customer_id = s.customer_id AND t.valid_from <= p.last
            AND coalesce(t.valid_to, 'infinity') >= p.last
        GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT p.id, territory_id, user_id, s.tier, 0, 0, 0, 0, s.profiles, s.fresh
        FROM steps s JOIN worked w USING (territory_id)
        JOIN kept p ON p.last >= s.day AND p.last < s.until AND w.held @> p.last
    ) counted
    GROUP BY 1, 2, 3, 4 HAVING sum(targets) > 0
"""
UNSETTLED = """
    SELECT a.customer_id FROM customers_alignment a JOIN customers_customer c ON c.id = a.customer_id
    WHERE %(customers)s::bigint[] IS NULL OR a.customer_id = ANY(%(customers)s)
    GROUP BY a.customer_id
    HAVING count(*) > 1 OR bool_or(a.valid_to IS NOT NULL OR c.status <> 'active')
    UNION
    SELECT f.customer_id FROM analytics_customerfact f JOIN customers_alignment a USING (customer_id)
    WHERE f.territory_id <> a.territory_id
        AND (%(customers)s::bigint[] IS NULL OR f.customer_id = ANY(%(customers)s))
"""
SETTLE = f"""
    WITH now AS ({UNSETTLED}),
    gone AS (
        DELETE FROM analytics_unsettledcustomer WHERE customer_id = ANY(%(customers)s)
            AND customer_id NOT IN (SELECT customer_id FROM now) RETURNING customer_id
    ), come AS (
        INSERT INTO analytics_unsettledcustomer SELECT customer_id FROM now
        ON CONFLICT DO NOTHING RETURNING customer_id
    )
    SELECT customer_id FROM gone UNION ALL SELECT customer_id FROM come
"""
TOUCHED = """
    SELECT f.territory_id, f.customer_id FROM unnest(%(users)s::bigint[], %(dates)s::date[]) d(user_id, date)
    JOIN analytics_customerfact f USING (user_id, date)
    UNION
    SELECT f.territory_id, NULL FROM unnest(%(users)s::bigint[], %(dates)s::date[]) d(user_id, date)
    JOIN analytics_dailyfact f USING (user_id, date)
"""


def has_turn():
    """Takes the turn, unless somebody else has it or waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def wait_for_turn():
    """For who counts or compares everything: others may count for minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(%s)", [LOCK])


def touched(cursor, days):
    """{(territory id, customer id or None)} in the facts of these (user id, date) days."""
    users, dates = (list(part) for part in zip(*days, strict=True))
    cursor.execute(TOUCHED, {"users": users, "dates": dates})
    return set(cursor.fetchall())


def recount(cursor, dates, cells):
    """Counts anew what facts of these dates are in, after a change of `cells` as `touched` tells them."""
    customers = [customer for _, customer in cells if customer]
    moved = _settle(cursor, customers)
    territories = {territory for territory, _ in cells} | _homes(cursor, customers)
    periods = KeptPeriod.objects.filter(pk__in=_around(cursor, dates))
    _replace(cursor, territories, list(periods))
    _replace(cursor, _homes(cursor, moved), list(KeptPeriod.objects.all()))


def recount_territories(cursor, territories):
    """Counts all their periods anew, after a change of targets, tiers or people."""
    cursor.execute(
        "SELECT DISTINCT customer_id FROM customers_alignment WHERE territory_id = ANY(%s)"
        " UNION SELECT customer_id FROM analytics_customerfact WHERE territory_id = ANY(%s)"
        # No longer anybody's target.
        " UNION SELECT customer_id FROM analytics_unsettledcustomer u WHERE NOT EXISTS"
        " (SELECT FROM customers_alignment a WHERE a.customer_id = u.customer_id)",
        [territories, territories],
    )
    moved = _settle(cursor, _first_column(cursor))
    _replace(cursor, {*territories} | _homes(cursor, moved), list(KeptPeriod.objects.all()))


@transaction.atomic
def keep_up(today):
    """Boards ask for other periods with each day and with a visit older than all: counts the new, forgets the gone."""
    is_first = not KeptPeriod.objects.exists()
    fresh = choose(today)
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.execute(FOR_ALL)
        if is_first:
            UnsettledCustomer.objects.all().delete()
            _count_unsettled(cursor, UnsettledCustomer._meta.db_table)
        for model in (PeriodFlow, PeriodTarget):
            COUNTS[model](cursor, model._meta.db_table, periods=fresh)


def choose(today):
    """Makes the kept periods those of the day and of the facts of days, without a count. Returns the new ones."""
    wanted = {*todays_periods(today), *ended_periods(_first_day() or today, today)}
    kept = {Period(row.first, row.last): row for row in KeptPeriod.objects.all()}
    if gone := [row.pk for period, row in kept.items() if period not in wanted]:
        for model in (PeriodFlow, PeriodTarget):
            model.objects.filter(period__in=gone).delete()
        KeptPeriod.objects.filter(pk__in=gone).delete()
    return KeptPeriod.objects.bulk_create(
        KeptPeriod(first=period.first, last=period.last)
        for period in sorted(wanted - kept.keys(), key=lambda period: (period.first, period.last))
    )


def _first_day():
    """Asked at every refresh, hence from the index of each territory: of the millions of facts none is read."""
    days = DailyFact.objects.filter(territory=OuterRef("pk"), product=None).order_by("date")
    return Territory.objects.aggregate(day=Min(Subquery(days.values("date")[:1])))["day"]


def _around(cursor, dates):
    cursor.execute(
        "SELECT id FROM analytics_keptperiod p WHERE EXISTS"
        " (SELECT FROM unnest(%s::date[]) d(date) WHERE d.date BETWEEN p.first AND p.last)",
        [list(dates)],
    )
    return _first_column(cursor)


def _homes(cursor, customers):
    cursor.execute(
        "SELECT DISTINCT territory_id FROM customers_alignment WHERE customer_id = ANY(%s)",
        [customers],
    )
    return {*_first_column(cursor)}


def _settle(cursor, customers):
    """Says anew which of the customers are settled. Returns those of whom the other is true now."""
    cursor.execute(SETTLE, {"customers": customers})
    return _first_column(cursor)


def _replace(cursor, territories, periods):
    if not territories or not periods:
        return
    for model in (PeriodFlow, PeriodTarget):
        model.objects.filter(territory__in=territories, period__in=periods).delete()
        COUNTS[model](cursor, model._meta.db_table, territories=territories, periods=periods)


def _count_flows(cursor, table, territories=None, periods=None):
    _count(cursor, FLOWS, table, territories, periods)


def _count_targets(cursor, table, territories=None, periods=None):
    _count(cursor, TARGETS, table, territories, periods)


def _count(cursor, statement, table, territories, periods):
    chosen = list(KeptPeriod.objects.all()) if periods is None else periods
    if not chosen:
        return
    params = {
        "territories": None if territories is None else sorted(territories),
        "periods": None if periods is None else [period.pk for period in periods],
        "first": min(period.first for period in chosen),
        "last": max(period.last for period in chosen),
    }
    cursor.execute(statement.format(table=table), params)


def _count_unsettled(cursor, table):
    cursor.execute(f"INSERT INTO {table} (customer_id) {UNSETTLED}", {"customers": None})


def _first_column(cursor):
    return [row[0] for row in cursor.fetchall()]


COUNTS = {
    UnsettledCustomer: _count_unsettled,
    PeriodFlow: _count_flows,
    PeriodTarget: _count_targets,
}
