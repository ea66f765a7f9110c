"""Every customer's score by a version of the model: one statement for all, and a night's run that keeps what changed."""

import json
import logging

from django.db import connection, transaction
from django.utils import timezone

from accounts.history import system
from customers.models import Customer, ScoringModel, ScoringRun
from customers.scoring import FULL, Axis, criteria
from customers.services.tier_proposal import propose_changes

logger = logging.getLogger(__name__)
CLOCK = system("tier-scoring")
FIRST_HOUR = 2  # local; before, last evening's visits may still be on their way

# One line for each customer whose type is weighed; {facts} are (customer_id, code, points).
SCORED = """
    WITH weights AS (
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::int[])
            AS w (customer_type, axis, code, weight, missing)
    ), facts AS MATERIALIZED ({facts}), typed AS (
        SELECT c.id, c.tier AS tier_now, c.kind || '.' || coalesce(o.type, p.type) AS customer_type
        FROM ({customers}) c
        LEFT JOIN customers_organisation o ON o.customer_id = c.id
        LEFT JOIN customers_person p ON p.customer_id = c.id
    ), summed AS (
        SELECT t.id, t.tier_now, t.customer_type,
            round(sum(w.weight * coalesce(f.points, w.missing)) FILTER (WHERE w.axis = 'value') / 100.0)::int AS value,
            round(sum(w.weight * coalesce(f.points, w.missing)) FILTER (WHERE w.axis = 'need') / 100.0)::int AS need,
            jsonb_object_agg(w.code, coalesce(f.points, w.missing)) AS points
        FROM typed t
        JOIN weights w ON w.customer_type = t.customer_type
        LEFT JOIN facts f ON f.customer_id = t.id AND f.code = w.code
        GROUP BY t.id, t.tier_now, t.customer_type
    ), banded AS (
        SELECT *, CASE WHEN value >= %s THEN 'high' WHEN value >= %s THEN 'mid' ELSE 'low' END
            || '-' || CASE WHEN need >= %s THEN 'high' WHEN need >= %s THEN 'mid' ELSE 'low' END AS cell
        FROM summed
    )
    SELECT id AS customer_id, tier_now, customer_type, value, need, points, cell, %s::jsonb ->> cell AS tier
    FROM banded
"""
DIFFERS = "(t.value, t.need, t.tier, t.cell, t.points, t.scoring_model_id) IS DISTINCT FROM (f.value, f.need, f.tier, f.cell, f.points, %(model)s)"
# What still holds stays as it is; what does not ends the day before, or goes if it began on the very day.
KEEP = [
    """DELETE FROM customers_tierscore t WHERE t.valid_to IS NULL AND t.valid_from >= %(on)s
       AND NOT EXISTS (SELECT FROM fresh_scores f WHERE f.customer_id = t.customer_id AND NOT {differs})""",
    """UPDATE customers_tierscore t SET valid_to = %(on)s::date - 1 WHERE t.valid_to IS NULL
       AND NOT EXISTS (SELECT FROM fresh_scores f WHERE f.customer_id = t.customer_id AND NOT {differs})""",
    """INSERT INTO customers_tierscore (customer_id, scoring_model_id, valid_from, value, need, cell, tier, points)
       SELECT f.customer_id, %(model)s, %(on)s, f.value, f.need, f.cell, f.tier, f.points FROM fresh_scores f
       WHERE NOT EXISTS (SELECT FROM customers_tierscore t WHERE t.customer_id = f.customer_id AND t.valid_to IS NULL)""",
]


def score_if_due_by_the_clock(now=None):
    """For the tick: once each day from two in the morning on, and again when another version went live."""
    now = timezone.localtime(now)
    model = live_model(now.date())
    if model is None or now.hour < FIRST_HOUR:
        return None
    return score_customers(model, on=now.date(), by=CLOCK)


def live_model(day):
    """The version that holds on the day, or None."""
    return ScoringModel.objects.published().on(day).first()


@transaction.atomic
def score_customers(model, *, on, by, again=False):
    """Scores everybody, and proposes what follows. Returns the run, or None where this was done already."""
    # Another worker waits here for our commit, and then finds it done.
    ScoringModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    done = ScoringRun.objects.filter(on=on, scoring_model=model)
    if done.exists() and not again:
        return None
    scored, changed = _write_scores(model, on)
    proposed = propose_changes(model, on=on, by=by)
    done.delete()
    run = ScoringRun.objects.create(
        on=on,
        scoring_model=model,
        ended_at=timezone.now(),
        scored=scored,
        changed=changed,
        proposed=proposed,
    )
    logger.info("%s customers scored, %s changed, %s proposals", scored, changed, proposed)
    return run


def scored_by(model, *, on, customers=None):
    """(SQL, params) of the lines of SCORED for these customers (all who are active)."""
    known = {code: criterion for code, criterion in criteria().items() if _is_used(model, code)}
    facts, fact_params = [], []
    for code, criterion in known.items():
        sql, params = _points_of(criterion, model.scales.get(code, criterion.scale), on)
        facts.append(sql)
        fact_params += params
    chosen = Customer.objects.active() if customers is None else customers.active()
    # The columns that the statement reads, whatever the list was ordered by.
    people, people_params = chosen.order_by().values("id", "kind", "tier").query.sql_with_params()
    params = [
        *_weights_of(model, known),
        *fact_params,
        *people_params,
        *reversed(model.thresholds(Axis.VALUE)),
        *reversed(model.thresholds(Axis.NEED)),
        json.dumps(model.cells),
    ]
    return SCORED.format(facts=" UNION ALL ".join(facts), customers=people), params


def _is_used(model, code):
    return any(weights.get(code) for weights in model.weights.values())


def _weights_of(model, known):
    """Parallel lists: type, axis, criterion, weight, points of who is missing."""
    lines = [
        (type_, known[code].axis.value, code, weight, _missing(model, known[code]))
        for type_, weights in model.weights.items()
        for code, weight in weights.items()
        if weight and code in known
    ]
    return [list(column) for column in zip(*lines, strict=True)] if lines else [[]] * 5


def _missing(model, criterion):
    return model.scales.get(criterion.code, criterion.scale).get("", 0)


def _points_of(criterion, scale, on):
    facts, params = criterion.facts(on).query.sql_with_params()
    if criterion.is_counted:
        points, by = "least(100, round(100.0 * fact / %s))", scale[FULL]
    else:
        points, by = "coalesce((%s::jsonb ->> fact::text)::int, 0)", json.dumps(scale)
    sql = (
        f"SELECT customer_id, %s::text AS code, {points}::int AS points"
        f" FROM ({facts}) AS known (customer_id, fact)"
    )
    return sql, [criterion.code, by, *params]


def _write_scores(model, on):
    """(customers scored, rows that are new)"""
    sql, params = scored_by(model, on=on)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE fresh_scores ON COMMIT DROP AS {sql}", params)
        cursor.execute("CREATE INDEX ON fresh_scores (customer_id)")
        cursor.execute("ANALYZE fresh_scores")
        for statement in KEEP:
            cursor.execute(statement.format(differs=DIFFERS), {"model": model.pk, "on": on})
        changed = cursor.rowcount
        cursor.execute("SELECT count(*) FROM fresh_scores")
        (scored,) = cursor.fetchone()
        cursor.execute("DROP TABLE fresh_scores")
    return scored, changed
