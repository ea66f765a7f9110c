"""The database's clock is the one that records are dated by; the application's is held against it (GL-018)."""

import logging
from datetime import timedelta

from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)
DRIFT_AT_MOST = timedelta(seconds=2)


def database_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def clock_drift():
    """How far the application's clock is from the database's, never more than the truth: the way there takes time."""
    before = timezone.now()
    theirs = database_now()
    after = timezone.now()
    if before <= theirs <= after:
        return timedelta(0)
    return before - theirs if theirs < before else theirs - after


def clock_state():
    """“ok”, or what is wrong in words; whoever asks leaves the alarm in the log."""
    drift = clock_drift()
    if drift <= DRIFT_AT_MOST:
        return "ok"
    seconds = drift.total_seconds()
    logger.error("The clocks of application and database differ by %.1f s.", seconds)
    return f"{seconds:.1f} s from the database's"
