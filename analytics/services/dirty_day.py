"""Marks days whose facts are out of date, and brings them and the periods around them up to date (ANA-01).

A mark commits with the change it stands for. A task takes the marks it sees and counts anew in one transaction: a
change that lands meanwhile has a mark of its own, which stays. One task counts at a time; the others leave the marks
to it, or to the next tick, rather than hold a worker up.
"""

import logging
import time

from celery import current_app
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from analytics.models import DirtyDay, DirtyTerritory
from analytics.services import period
from analytics.services.fact import recompute
from analytics.sources import SOURCES, ZONE
from visits.models import Visit, VisitParticipant

logger = logging.getLogger(__name__)
TERRITORIES = 100  # in one transaction, whatever the number of their marks
BATCH = 200  # marks, hence at most as many days in one statement
NUDGE_LIFE = 60  # seconds; the tick comes sooner
# After the broker failed once, verbs stop knocking for so long and leave it to the tick.
PATIENCE = 30
_broker_is_away_until = 0.0
# All the marks of the territories that have waited longest: a load writes thousands for one.
FOLD = """
    DELETE FROM analytics_dirtyterritory WHERE territory_id IN (
        SELECT territory_id FROM analytics_dirtyterritory GROUP BY 1 ORDER BY min(id) LIMIT %s
    ) RETURNING territory_id
"""


def mark_days(days):
    """Registered as accounts.registry.days_changed: marks (user id, date) pairs; a nudge follows the commit."""
    DirtyDay.objects.bulk_create(
        [DirtyDay(user_id=user, date=date) for user, date in days], batch_size=5000
    )
    _nudge_once()


def mark_customers(customer_ids, since=None):
    """Registered as accounts.registry.customers_changed: their tier or type from a day on is another.

    Without a day it may be who they are: then also where one of them was the place of a visit, or one of those met.
    """
    if not customer_ids:
        return
    with connection.cursor() as cursor:
        for source in SOURCES:
            about = Q(customer__in=customer_ids)
            if since is None and source.model is Visit:
                there = VisitParticipant.objects.filter(person__in=customer_ids)
                about |= Q(organisation__in=customer_ids) | Q(pk__in=there.values("visit"))
            rows = source.rows().filter(about)
            rows = rows.filter(cell_date__gte=since) if since else rows
            days = rows.order_by().values_list("cell_user", "cell_date").distinct()
            sql, params = days.query.sql_with_params()
            cursor.execute(f"INSERT INTO analytics_dirtyday (user_id, date) {sql}", params)
    _nudge_once()


def up_to_date_at():
    """The moment up to which figures hold every change."""
    days, territories = (
        model.objects.order_by("pk").values_list("marked_at", flat=True)[:1]
        for model in (DirtyDay, DirtyTerritory)
    )
    return min(days.union(territories), default=timezone.now())


def refresh():
    """Recomputes all that is marked, unless somebody else is counting. Returns how many days."""
    total, is_last = 0, False
    while not is_last:
        days, is_last = _refresh_batch()
        total += days
    while _refresh_territories() == TERRITORIES:
        pass
    _keep_up()
    return total


@transaction.atomic
def _refresh_batch():
    if not period.has_turn():
        return 0, True
    marks = list(DirtyDay.objects.order_by("pk").values_list("pk", "user_id", "date")[:BATCH])
    days = sorted({(user, date) for _, user, date in marks})
    if days:
        recompute(days)
        DirtyDay.objects.filter(pk__in=[pk for pk, *_ in marks]).delete()
    return len(days), len(marks) < BATCH


@transaction.atomic
def _refresh_territories():
    """Returns how many territories were counted."""
    if not period.has_turn():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [TERRITORIES])
        territories = sorted({territory for (territory,) in cursor.fetchall()})
        if territories:
            period.recount_territories(cursor, territories)
    return len(territories)


@transaction.atomic
def _keep_up():
    if period.has_turn():
        period.keep_up(timezone.localdate(timezone=ZONE))


def _nudge_once():
    """However many marks a transaction writes, it sends one word to the broker."""
    if not any(function is _nudge for _, function, *_ in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def _nudge():
    global _broker_is_away_until
    if time.monotonic() < _broker_is_away_until:
        return
    try:
        current_app.send_task("analytics.tasks.refresh_dirty_days", expires=NUDGE_LIFE)
    except (BrokerError, OSError) as problem:
        _broker_is_away_until = time.monotonic() + PATIENCE
        logger.warning("Figures wait for the broker: %s", problem)
