"""All facts, written by hand for this one purpose: what a full count is held against.

The same rows as analytics.services.fact makes (flows with and without product, customers met, response times), into
temporary tables without an index. Only the comparison with the facts that stand is left out: it is the rebuild's own.
"""

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
LOCAL = "(r.{moment} AT TIME ZONE 'Asia/Shanghai')::date"

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
    SELECT day, rep_id, territory_id, tier, kind, product_id, 'visits_planned' AS kpi, count(*) AS above,
           NULL::bigint AS below
    FROM {WITH_PRODUCTS.format(table="hand_planned")} {BY_CELL}
    UNION ALL
    SELECT c.day, c.rep_id, c.territory_id, c.tier, c.kind, c.product_id, k.*
    FROM (SELECT day, rep_id, territory_id, tier, kind, product_id, count(*) AS attempts,
                 count(*) FILTER (WHERE is_done) AS done, count(*) FILTER (WHERE is_effective) AS effective,
                 count(*) FILTER (WHERE is_in_time) AS in_time
          FROM {WITH_PRODUCTS.format(table="hand_visits")} {BY_CELL}) c
    CROSS JOIN LATERAL (VALUES ('attempts', attempts, NULL), ('effective_rate', effective, done),
        ('timeliness', in_time, done)) k(kpi, above, below)
    WHERE k.above > 0 OR k.below > 0
    UNION ALL
    SELECT day, raised_by_id, territory_id, tier, kind, product_id, 'on_time', count(*) FILTER (WHERE is_kept), count(*)
    FROM (SELECT {LOCAL.format(moment="respond_by")} AS day, r.raised_by_id, r.territory_id, r.tier,
                 coalesce(o.type, p.type, '') AS kind, x.product_id, r.first_response_at <= r.respond_by AS is_kept
          FROM visits_request r {KIND.format(row="r")}
          CROSS JOIN LATERAL (SELECT NULL::bigint AS product_id UNION ALL
              SELECT r.product_id WHERE r.product_id IS NOT NULL) x) promised
    GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT f.due_on, f.owner_id, v.territory_id, coalesce(t.tier, ''), coalesce(o.type, p.type, ''), NULL,
           'followup_rate', count(*) FILTER (WHERE {LOCAL.format(moment="done_at").replace("r.", "f.")} <= f.due_on),
           count(*)
    FROM visits_followup f JOIN visits_visit v ON v.id = f.visit_id
    {TIER.replace("v.customer_id", "f.customer_id").format(day="f.due_on")} {KIND.format(row="f")}
    WHERE f.dropped_at IS NULL GROUP BY 1, 2, 3, 4, 5
"""
CUSTOMERS = """
    CREATE TEMPORARY TABLE hand_customers ON COMMIT DROP AS
    SELECT day, rep_id, territory_id, who, sum(done) AS done, sum(effective) AS effective, sum(met) AS met
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
    SELECT (x.moment AT TIME ZONE 'Asia/Shanghai')::date AS day, r.raised_by_id, r.territory_id, r.tier,
           coalesce(o.type, p.type, '') AS kind, r.product_id, x.kpi, r.id, x.minutes
    FROM visits_request r {KIND.format(row="r")}
    CROSS JOIN LATERAL (VALUES ('first_response', r.first_response_at, r.first_response_minutes),
        ('resolution', r.resolved_at, r.resolution_minutes)) x(kpi, moment, minutes)
    WHERE x.moment IS NOT NULL AND x.minutes IS NOT NULL
"""
STATEMENTS = [PLANNED, SUBMITTED, FLOWS, CUSTOMERS, RESPONSES]
TABLES = ["hand_daily", "hand_customers", "hand_responses"]
