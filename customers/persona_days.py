"""On which days a person's persona was in date: every fact that the type requires, by the terms of each day (CUS-03).

No day is stored: a fact grows too old by time alone, and any past day can be asked. What counts on a day is what was
held then, and a ladder is in date if that of every product known then is.
"""

from django.conf import settings

from accounts.models import ParameterVersion
from customers.persona_terms import CODE, DAYS, REQUIRED

DAYS_IN_DATE = """
    SELECT kinds.customer_id, range_intersect_agg(kinds.held) AS held
    FROM (
        SELECT customer_id, type, kind, range_agg(in_date) - coalesce(range_agg(known - in_date), datemultirange()) AS held
        FROM (
            SELECT f.customer_id, f.type, f.kind, range_agg(f.known) AS known,
                   range_agg(daterange(f.known_on, f.known_on + t.days, '[]') * f.known * t.holds) AS in_date
            FROM (
                SELECT fact.customer_id, someone.type, fact.kind, fact.product_id, fact.known_on,
                       daterange(fact.known_on, greatest(fact.known_on, coalesce(least(fact.dropped_on,
                           lead(fact.known_on) OVER (PARTITION BY fact.customer_id, fact.kind, fact.product_id
                               ORDER BY fact.id)), 'infinity'))) AS known
                FROM customers_personafact fact JOIN customers_person someone USING (customer_id)
                WHERE fact.customer_id IN ({of})
            ) f
            JOIN (
                SELECT r.type, r.kind, daterange(v.valid_from, v.valid_to, '[]') AS holds,
                       coalesce((v.values ->> (r.kind || '_days'))::int, r.usual) AS days
                FROM {versions} v CROSS JOIN (VALUES {required}) r(type, kind, usual)
                WHERE v.code = '{code}' AND v.status = '{approved}' AND v.jurisdiction = '{country}'
            ) t ON t.type = f.type AND t.kind = f.kind
            GROUP BY f.customer_id, f.type, f.kind, f.product_id
        ) known_of_each
        GROUP BY customer_id, type, kind
    ) kinds
    GROUP BY kinds.customer_id, kinds.type
    HAVING count(*) = (SELECT n.kinds FROM (VALUES {numbers}) n(type, kinds) WHERE n.type = kinds.type)
"""


def fresh_days(of):
    """SQL of (customer_id, held: datemultirange) for the customers whose ids the SQL `of` gives; others have no row."""
    required = [
        f"('{type}', '{kind}', {DAYS[kind]})" for type, kinds in REQUIRED.items() for kind in kinds
    ]
    return DAYS_IN_DATE.format(
        of=of,
        versions=ParameterVersion._meta.db_table,
        required=", ".join(required),
        code=CODE,
        approved=ParameterVersion.Status.APPROVED,
        country=settings.COUNTRY,
        numbers=", ".join(f"('{type}', {len(kinds)})" for type, kinds in REQUIRED.items()),
    )
