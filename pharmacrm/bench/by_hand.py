"""All facts, written by hand for this one purpose: what a full count is held against.

The same rows as analytics.services.fact makes (flows with and without product, customers met, response times, and the
kept periods), into temporary tables without an index. Only the comparison with what stands is left out: it is the
rebuild's own.
"""

from django.conf import settings

KIND = """
    LEFT JOIN customers_organisation o ON o.customer_id = {row}.customer_id
    LEFT JOIN customers_person p ON p.customer_id = {row}.customer_id
"""
TIER = """
    LEFT JOIN customers_tierperiod t ON t.customer_id = v.customer_id AND t.valid_from <= {day}
        AND (t.valid_to IS NULL OR t.valid_to >= {day})
"""
OF_VISIT = TIER + KIND.format(row="v")
CELL = "coalesce(t.tier, '') AS tier, coalesce(o.type, p.type, '') AS kind"
DONE = "v.outcome IN ('seen', 'too_short')"
LOCAL = f"(r.{{moment}} AT TIME ZONE '{settings.TIME_ZONE}')::date"

PLANNED = f"""
    CREATE TEMPORARY TABLE hand_planned ON COMMIT DROP AS
    SELECT v.id, v.planned_on AS day, v.rep_id, v.territory_id, {CELL}
    FROM visits_visit v {OF_VISIT.format(day="v.planned_on")} WHERE v.planned_on IS NOT NULL
"""
SUBMITTED = f"""
    CREATE TEMPORARY TABLE hand_visits ON COMMIT DROP AS
    SELECT v.id, v.day, v.rep_id, v.territory_id, v.customer_id, v.organisation_id, {CELL}, {DONE} AS is_done,
           {DONE} AND e.is_effective AS is_effective,
           {DONE} AND v.submitted_at <= coalesce(v.ended_at, v.started_at)
               + policy.submit_within_hours * interval '1 hour' AS is_in_time
    FROM visits_visit v
    LEFT JOIN visits_effectiveness e ON e.visit_id = v.id
    LEFT JOIN visits_visitpolicy policy ON policy.id = e.policy_id
    {OF_VISIT.format(day="v.day")} WHERE v.status = 'submitted'
"""
WITH_PRODUCTS = """
    (SELECT v.*, NULL::bigint AS product_id FROM {table} v
     UNION ALL SELECT v.*, w.product_id FROM {table} v JOIN visits_visitproduct w ON w.visit_id = v.id) v
"""
BY_CELL = "GROUP BY day, rep_id, territory_id, tier, kind, product_id"
FLOWS = f"""
    CREATE TEMPORARY TABLE hand_daily ON COMMIT DROP AS
    SELECT day, rep_id, territory_id, tier, kind, product_id, 'visits_planned' AS kpi, count(*)::int AS above,
           NULL::int AS below
    FROM {WITH_PRODUCTS.format(table="hand_planned")} {BY_CELL}
    UNION ALL
    SELECT c.day, c.rep_id, c.territory_id, c.tier, c.kind, c.product_id, k.*
    FROM (SELECT day, rep_id, territory_id, tier, kind, product_id, count(*)::int AS attempts,
                 count(*) FILTER (WHERE is_done)::int AS done, count(*) FILTER (WHERE is_effective)::int AS effective,
                 count(*) FILTER (WHERE is_in_time)::int AS in_time
          FROM {WITH_PRODUCTS.format(table="hand_visits")} {BY_CELL}) c
    CROSS JOIN LATERAL (VALUES ('attempts', attempts, NULL), ('effective_rate', effective, done),
        ('timeliness', in_time, done)) k(kpi, above, below)
    WHERE k.above > 0 OR k.below > 0
    UNION ALL
    SELECT day, raised_by_id, territory_id, tier, kind, product_id, 'on_time', count(*) FILTER (WHERE is_kept)::int, count(*)::int
    FROM (SELECT {LOCAL.format(moment="respond_by")} AS day, r.raised_by_id, r.territory_id, r.tier,
                 coalesce(o.type, p.type, '') AS kind, x.product_id, r.first_response_at <= r.respond_by AS is_kept
          FROM visits_request r {KIND.format(row="r")}
          CROSS JOIN LATERAL (SELECT NULL::bigint AS product_id UNION ALL
              SELECT r.product_id WHERE r.product_id IS NOT NULL) x) promised
    GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT f.due_on, f.owner_id, v.territory_id, coalesce(t.tier, ''), coalesce(o.type, p.type, ''), NULL,
           'followup_rate', count(*) FILTER (WHERE {LOCAL.format(moment="done_at").replace("r.", "f.")} <= f.due_on)::int,
           count(*)::int
    FROM visits_followup f JOIN visits_visit v ON v.id = f.visit_id
    {TIER.replace("v.customer_id", "f.customer_id").format(day="f.due_on")} {KIND.format(row="f")}
    WHERE f.dropped_at IS NULL GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT c.due_on, c.owner_id, c.territory_id, b.tier, coalesce(o.type, p.type, ''), NULL, 'care_done',
           count(*) FILTER (WHERE c.status = 'done' AND c.ended_on <= c.due_on)::int, count(*)::int
    FROM customers_care c JOIN customers_playbookitem i ON i.id = c.item_id
    JOIN customers_playbook b ON b.id = i.playbook_id {KIND.format(row="c")}
    WHERE c.status <> 'skipped' AND NOT (c.status = 'closed' AND c.ended_on <= c.due_on) GROUP BY 1, 2, 3, 4, 5
"""
CUSTOMERS = """
    CREATE TEMPORARY TABLE hand_customers ON COMMIT DROP AS
    SELECT day, rep_id, territory_id, who, sum(done)::int AS done, sum(effective)::int AS effective, sum(met)::int AS met
    FROM (SELECT day, rep_id, territory_id, customer_id AS who, 1 AS done, is_effective::int AS effective,
                 is_effective::int AS met FROM hand_visits WHERE is_done
          UNION ALL
          SELECT day, rep_id, territory_id, w.person_id, 0, 0, 1
          FROM hand_visits v JOIN visits_visitparticipant w ON w.visit_id = v.id
          WHERE is_effective AND w.person_id <> v.customer_id
          UNION ALL
          SELECT day, rep_id, territory_id, organisation_id, 0, 0, 1
          FROM hand_visits WHERE is_effective AND organisation_id <> customer_id) met
    GROUP BY 1, 2, 3, 4
"""
RESPONSES = f"""
    CREATE TEMPORARY TABLE hand_responses ON COMMIT DROP AS
    SELECT (x.moment AT TIME ZONE '{settings.TIME_ZONE}')::date AS day, r.raised_by_id, r.territory_id, r.tier,
           coalesce(o.type, p.type, '') AS kind, r.product_id, x.kpi, r.id, x.minutes
    FROM visits_request r {KIND.format(row="r")}
    CROSS JOIN LATERAL (VALUES ('first_response', r.first_response_at, r.first_response_minutes),
        ('resolution', r.resolved_at, r.resolution_minutes)) x(kpi, moment, minutes)
    WHERE x.moment IS NOT NULL AND x.minutes IS NOT NULL
"""
DAYS = "SELECT k.id, day::date AS day FROM analytics_keptperiod k, generate_series(k.first, k.last, '1 day') day"
PERIOD_FLOWS = f"""
    CREATE TEMPORARY TABLE hand_period_flows ON COMMIT DROP AS
    SELECT k.id, territory_id, rep_id, kpi, sum(above) AS above, sum(below) AS below
    FROM (SELECT day, territory_id, rep_id, kpi, sum(above) AS above, sum(below) AS below
          FROM hand_daily WHERE product_id IS NULL GROUP BY 1, 2, 3, 4) d JOIN ({DAYS}) k USING (day)
    GROUP BY 1, 2, 3, 4
"""
# Everybody with one open alignment, who is active and was met in that territory alone.
SETTLED = """
    CREATE TEMPORARY TABLE hand_settled ON COMMIT DROP AS
    SELECT a.customer_id, min(a.territory_id) AS territory_id, min(a.valid_from) AS since
    FROM customers_alignment a JOIN customers_customer c ON c.id = a.customer_id
    GROUP BY a.customer_id HAVING count(*) = 1 AND bool_and(a.valid_to IS NULL AND c.status = 'active')
    EXCEPT SELECT a.customer_id, a.territory_id, a.valid_from
    FROM hand_customers h JOIN customers_alignment a ON a.customer_id = h.who WHERE h.territory_id <> a.territory_id
"""
# 0 is the team; the others are whoever worked there.
WORKED = """
    CREATE TEMPORARY TABLE hand_worked ON COMMIT DROP AS
    SELECT territory_id, user_id AS rep_id, range_agg(daterange(valid_from, valid_to, '[]')) AS held
    FROM accounts_membership GROUP BY 1, 2
    UNION ALL SELECT DISTINCT territory_id, 0, '{(,)}'::datemultirange FROM hand_settled
"""
OF_TIER = "t.valid_from <= k.last AND (t.valid_to IS NULL OR t.valid_to >= k.last)"
THERE = "s.since <= k.last AND w.held && daterange(greatest(k.first, s.since), k.last, '[]')"
PERIOD_TARGETS = f"""
    CREATE TEMPORARY TABLE hand_period_targets ON COMMIT DROP AS
    WITH alike AS (
        SELECT s.territory_id, s.since, t.tier, t.valid_from, t.valid_to, count(*) AS n
        FROM hand_settled s JOIN customers_tierperiod t USING (customer_id) GROUP BY 1, 2, 3, 4, 5
    ), groups AS (
        SELECT * FROM alike
        UNION ALL SELECT territory_id, since, '', valid_from, valid_to, -n FROM alike
        UNION ALL SELECT territory_id, since, '', '-infinity', NULL, count(*) FROM hand_settled GROUP BY 1, 2
    ), met AS (
        SELECT k.id, h.who, coalesce(h.rep_id, 0) AS rep_id, sum(h.done) AS done, sum(h.effective) AS effective
        FROM hand_customers h JOIN ({DAYS}) k USING (day)
        GROUP BY GROUPING SETS ((k.id, h.who), (k.id, h.who, h.rep_id)) HAVING sum(h.met) > 0
    )
    SELECT id, territory_id, rep_id, tier, sum(targets) AS targets, sum(covered) AS covered,
           sum(frequented) AS frequented, sum(visits) AS visits
    FROM (
        SELECT k.id, territory_id, rep_id, tier, sum(n) AS targets, 0 AS covered, 0 AS frequented, 0 AS visits
        FROM groups t JOIN hand_worked w USING (territory_id)
        JOIN analytics_keptperiod k ON {OF_TIER} AND {THERE.replace("s.since", "t.since")}
        GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT k.id, territory_id, rep_id, coalesce(t.tier, ''), 0, count(*), count(*) FILTER (WHERE effective > 0),
               sum(done) FILTER (WHERE effective > 0)
        FROM met m JOIN hand_settled s ON s.customer_id = m.who JOIN hand_worked w USING (territory_id, rep_id)
        JOIN analytics_keptperiod k ON k.id = m.id AND {THERE}
        LEFT JOIN customers_tierperiod t ON t.customer_id = m.who AND {OF_TIER}
        GROUP BY 1, 2, 3, 4
    ) counted GROUP BY 1, 2, 3, 4 HAVING sum(targets) > 0
"""
STATEMENTS = [
    *[PLANNED, SUBMITTED, FLOWS, CUSTOMERS, RESPONSES],
    "ANALYZE hand_daily, hand_customers",
    *[PERIOD_FLOWS, SETTLED, WORKED],
    "ANALYZE hand_settled, hand_worked",
    PERIOD_TARGETS,
]
TABLES = [
    *["hand_daily", "hand_customers", "hand_responses"],
    *["hand_period_flows", "hand_period_targets"],
]
