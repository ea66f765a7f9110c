"""The ledger is sealed right after a deed that must not wait for the minute (LED-020, SIG-008)."""

import logging
import time

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)
LIFE = 60  # seconds; the tick comes sooner
# After the broker failed once, deeds stop knocking for so long and leave it to the tick.
PATIENCE = 30
_broker_is_away_until = 0.0


def seal_after_commit():
    """Registered as accounts.registry.sealers. However often a transaction asks, it sends one word to the broker."""
    if not any(function is _nudge for _savepoints, function, *_rest in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def _nudge():
    global _broker_is_away_until
    if time.monotonic() < _broker_is_away_until:
        return
    try:
        current_app.send_task("compliance.tasks.seal_ledger", expires=LIFE)
    except (BrokerError, OSError) as problem:
        _broker_is_away_until = time.monotonic() + PATIENCE
        logger.warning("The seal waits for the broker: %s", problem)
