"""The beginning of the company's day: everything that holds from or until a date is looked at once."""

import logging

from django.db import transaction
from django.utils import timezone

from accounts import registry
from accounts.models import DayStart

logger = logging.getLogger(__name__)


def start_the_day():
    """Runs what has not run today, each in a transaction of its own: one that fails is tried at the next tick."""
    today = timezone.localdate()
    for starter in registry.day_starters:
        try:
            _start(starter, today)
        except Exception:
            logger.exception("%s failed", _name(starter))


@transaction.atomic
def _start(starter, today):
    # The unique row makes a second worker wait for our commit, and then find it done.
    _, is_ours = DayStart.objects.get_or_create(day=today, starter=_name(starter))
    if is_ours:
        starter()


def _name(starter):
    return f"{starter.__module__}.{starter.__qualname__}"
