"""Messages leave once: `sending` is committed before, `sent` after the other side's yes (decision 24).

Whoever sends holds the row's lock all the while. A `sending` row that nobody locks was left by a killed process: it is
sent again. Between the yes and our commit, and only there, that makes a second copy.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger(__name__)
BATCH = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


class Outbox:
    """One kind of message: what it is, how it is handed over, and what becomes of one that nobody takes."""

    model = None
    related = ("notification__user",)
    max_tries = 20  # with the waits above about four days

    def hand_over(self, message):
        """Returns after the other side's yes; raises anything else."""
        raise NotImplementedError

    def why_drop(self, message):
        """Who has left since it was written is told nothing more of customers."""
        return "" if message.notification.user.is_active else "The account is deactivated."

    def failed(self, message):
        """Not taken this time."""

    def given_up(self, message):
        """Not taken at the last try, in the same transaction."""


def send_due(box):
    """Returns the number of messages that the other side took."""
    return sum(_try(box, pk) for pk in _due(box.model))


def _try(box, pk):
    tries = _announce(box, pk)
    return bool(tries and _send(box, pk, tries))


def _due(model):
    waiting = Q(status=model.Status.WAITING, due_at__lte=timezone.now())
    unsent = model.objects.filter(waiting | Q(status=model.Status.SENDING))
    return list(unsent.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _announce(box, pk):
    """Commits that we are about to send; returns the number of this try, or None when it is not ours to send."""
    message = _locked(box, pk, status__in=[box.model.Status.WAITING, box.model.Status.SENDING])
    if message is None:
        return None
    if why := box.why_drop(message):
        message.status, message.problem = message.Status.DROPPED, why
        message.save(update_fields=["status", "problem"])
        return None
    message.status, message.tries = message.Status.SENDING, message.tries + 1
    message.save(update_fields=["status", "tries"])
    return message.tries


@transaction.atomic
def _send(box, pk, tries):
    message = _locked(box, pk, status=box.model.Status.SENDING, tries=tries)
    if message is None:
        return False
    try:
        box.hand_over(message)
    except Exception as problem:
        logger.warning("%s: %s", message, problem)
        box.failed(message)
        _postpone(box, message, problem)
        return False
    message.status, message.sent_at, message.problem = message.Status.SENT, timezone.now(), ""
    message.save(update_fields=["status", "sent_at", "problem"])
    return True


def _locked(box, pk, **state):
    rows = box.model.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related(*box.related).filter(pk=pk, **state).first()


def _postpone(box, message, problem):
    is_given_up = message.tries >= box.max_tries
    wait = min(FIRST_WAIT * 2 ** (message.tries - 1), LONGEST_WAIT)
    message.status = message.Status.FAILED if is_given_up else message.Status.WAITING
    message.due_at, message.problem = timezone.now() + wait, str(problem)
    message.save(update_fields=["status", "due_at", "problem"])
    if is_given_up:
        box.given_up(message)
