"""What a version of the scoring model would change, were it live today: read, never written."""

import json
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection

from customers.models import Customer, TierScore
from customers.models.customer import is_higher
from customers.proposal_wording import why
from customers.services.tier_score import scored_by

RANK = "array_position(ARRAY['', 'basic', 'growth', 'strategic'], {})"
COUNTS = f"""
    SELECT count(*) FILTER (WHERE tier_now <> '' AND {RANK.format("tier")} > {RANK.format("tier_now::text")}) AS up,
        count(*) FILTER (WHERE {RANK.format("tier")} < {RANK.format("tier_now::text")}) AS down,
        count(*) FILTER (WHERE tier_now = '') AS first,
        count(*) FILTER (WHERE tier = tier_now) AS same
    FROM ({{scored}}) AS tried
"""
MOVES = f"""
    SELECT customer_id, tier_now, tier, customer_type, value, need, cell, points
    FROM ({{scored}}) AS tried WHERE tier <> tier_now
    ORDER BY abs({RANK.format("tier")} - {RANK.format("tier_now::text")}) DESC, value + need DESC, customer_id
"""


@dataclass
class Move:
    """Somebody whose tier the version would propose to change. Read by proposal_wording like a proposal."""

    scoring_model: object
    customer: object
    tier_from: str
    tier_to: str
    customer_type: str
    value: int
    need: int
    cell: str
    points: dict
    value_before: int | None = None
    need_before: int | None = None
    cell_before: str = ""
    points_before: dict = None

    @property
    def why(self):
        return why(self)

    @property
    def is_up(self):
        return is_higher(self.tier_to, self.tier_from)


def count_trial(model, *, on, customers=None):
    """{"up", "down", "first", "same"}: how many customers would move, and how many stay."""
    names = ["up", "down", "first", "same"]
    (counts,) = _ask(COUNTS, model, on, customers) or [[0] * len(names)]
    return dict(zip(names, counts, strict=True))


def moves_of(model, *, on, customers, limit=None):
    """Those who would move, the furthest first, with their present score beside what the version says."""
    lines = _ask(MOVES, model, on, customers, limit)
    ids = [line[0] for line in lines]
    people = Customer.objects.in_bulk(ids)
    before = {
        row.customer_id: row for row in TierScore.objects.filter(customer__in=ids, valid_to=None)
    }
    return [_move(model, line, people, before.get(line[0])) for line in lines]


def _ask(statement, model, on, customers, limit=None):
    try:
        sql, params = scored_by(model, on=on, customers=customers)
    except EmptyResultSet:  # of nobody: who sees no customers tries nothing out
        return []
    with connection.cursor() as cursor:
        # LIMIT NULL is no limit.
        cursor.execute(f"{statement.format(scored=sql)} LIMIT %s", [*params, limit])
        return cursor.fetchall()


def _move(model, line, people, before):
    pk, tier_now, tier, customer_type, value, need, cell, points = line
    points = json.loads(points)
    move = Move(
        model,
        people[pk],
        tier_now,
        tier,
        customer_type,
        value,
        need,
        cell,
        points,
        points_before={},
    )
    if before:
        move.value_before, move.need_before = before.value, before.need
        move.cell_before, move.points_before = before.cell, before.points
    return move
