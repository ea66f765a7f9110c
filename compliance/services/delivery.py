"""Sends checkpoints to the sinks, after the commit that made them, until each has acknowledged (LED-013)."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from compliance.ledger.sinks import sinks
from compliance.models import Checkpoint, Delivery

logger = logging.getLogger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
LATE = timedelta(minutes=15)


def deliver_checkpoints():
    """Gives each sink the newest checkpoint that it has not had. Returns how many took theirs."""
    newest = Checkpoint.objects.first()
    if newest is None:
        return 0
    return sum(_deliver(newest, address, sink) for address, sink in sinks().items())


def late_sinks(now=None):
    """The addresses that owe an acknowledgement for more than a quarter of an hour."""
    limit = (now or timezone.now()) - LATE
    waiting = Delivery.objects.filter(
        status=Delivery.Status.WAITING, checkpoint__sealed_at__lt=limit, sink__in=sinks()
    )
    return sorted(set(waiting.order_by().values_list("sink", flat=True)))


@transaction.atomic
def _deliver(newest, address, sink):
    """A sink that was away gets the newest checkpoint: it covers all that were missed."""
    now = timezone.now()
    had = Delivery.objects.filter(sink=address, status=Delivery.Status.DELIVERED).first()
    if had and (
        had.checkpoint_id == newest.pk or had.delivered_at + timedelta(seconds=sink.every) > now
    ):
        return False
    due = Delivery.objects.select_for_update(skip_locked=True)
    delivery, is_new = due.get_or_create(
        sink=address, status=Delivery.Status.WAITING, defaults={"checkpoint": newest, "due_at": now}
    )
    if delivery.due_at > now and not is_new:
        return False
    return _try(delivery, newest, sink, now)


def _try(delivery, newest, sink, now):
    delivery.tries += 1
    try:
        delivery.receipt = sink.deliver(newest)
    except Exception as problem:
        # Whatever goes wrong out there, sealing goes on and the page shows what it was.
        logger.warning("The ledger's sink %s: %s", delivery.sink, problem)
        delivery.problem = str(problem)
        delivery.due_at = now + min(FIRST_WAIT * 2 ** min(delivery.tries - 1, 5), LONGEST_WAIT)
    else:
        delivery.checkpoint, delivery.problem = newest, ""
        delivery.status, delivery.delivered_at = Delivery.Status.DELIVERED, timezone.now()
    delivery.save()
    return delivery.status == Delivery.Status.DELIVERED
