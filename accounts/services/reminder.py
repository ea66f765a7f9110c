"""Reminders: a row for each moment at which somebody is to be told something, claimed by a tick (decision 24).

An upper app declares a kind with its text and with the function that says, when the time has come, whether it is
still needed:

    declare_reminder("visit.unsubmitted", _("%(customer)s: the visit of %(day)s is not submitted"), still_needed)

    def still_needed(reminder):
        visit = Visit.objects.unsubmitted().filter(uuid=reminder.subject).first()
        return visit and Reminding({"customer": str(visit.customer), "day": visit.day}, url=visit.get_absolute_url())
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.models import Reminder
from accounts.services.notification import declare_notification, notify

logger = logging.getLogger(__name__)
BATCH = 100


@dataclass(frozen=True)
class Reminding:
    """What a needed reminder says: the names in its kind's text, and where it leads."""

    params: dict = field(default_factory=dict)
    url: str = ""


NEEDED: dict[str, Callable] = {}


def declare_reminder(kind, text, still_needed, *, icon="clock", **options):
    """`still_needed(reminder)` returns a Reminding, or None when nobody need be told any more."""
    declare_notification(kind, text, icon=icon, **options)
    NEEDED[kind] = still_needed


def remind(kind, *, user, subject, moment, due_at):
    """To be called in the transaction of the deed that makes it due. The same moment again moves it.

    A moment already told at that very time stays told; at another time it is due again.
    """
    row, is_new = Reminder.objects.get_or_create(
        kind=kind,
        subject=_uuid(subject),
        user=user,
        moment=moment,
        defaults={"due_at": due_at},
    )
    if not is_new and row.due_at != due_at:
        Reminder.objects.filter(pk=row.pk).update(due_at=due_at, handled_at=None, was_told=None)


def forget(*kinds, subject, user=None):
    """Nobody is to be told any more, or not this person; what was told stays told."""
    rows = Reminder.objects.filter(kind__in=kinds, subject=_uuid(subject), handled_at=None)
    (rows.filter(user=user) if user else rows).delete()


def send_reminders(now=None):
    """Tells all that is due, in batches that other workers skip. Returns how many people were told."""
    now, told, failed = now or timezone.now(), 0, set()
    while True:
        with transaction.atomic():
            batch = _claim(now, failed)
            told += sum(_handle(reminder, now, failed) for reminder in batch)
        if len(batch) < BATCH:
            return told


def _claim(now, failed):
    due = Reminder.objects.due(now).exclude(pk__in=failed).order_by("due_at", "pk")
    locked = due.select_for_update(skip_locked=True, of=("self",))
    return list(locked.select_related("user")[:BATCH])


def _handle(reminder, now, failed):
    """One bad row must not hold up the others: it is left for the next tick."""
    try:
        with transaction.atomic():
            reminder.was_told = _tell(reminder)
            reminder.handled_at = now
            reminder.save(update_fields=["was_told", "handled_at"])
    except Exception:
        logger.exception("Reminder %s (%s) could not be told", reminder.pk, reminder.kind)
        failed.add(reminder.pk)
        return False
    return reminder.was_told


def _tell(reminder):
    needed = NEEDED[reminder.kind](reminder)
    if not needed:
        return False
    # The time is part of the key: a moment that was moved is told again, a second worker's copy is not.
    key = f"{reminder.kind}:{reminder.subject}:{reminder.moment}:{reminder.due_at.isoformat()}"
    told = notify(reminder.user, reminder.kind, key=key, params=needed.params, url=needed.url)
    return told is not None


def _uuid(subject):
    return getattr(subject, "uuid", subject)
