"""The memory that makes a repeated POST harmless (pitfalls 6.6)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import IdempotencyKey
from accounts.prescription_counts import PrescriptionCounts
from accounts.services.signature import WrongSecret

# Longer than any phone is offline (pitfalls 6.7).
KEPT = timedelta(days=90)
BATCH = 5000


class KeyReused(Exception):
    """The key belongs to another request of the same person."""


def remember_answer(user, *, key, fingerprint, answer):
    """(status, body, whether it is a repetition): `answer()` → (status, body) is called once for each key.

    The answer is kept in the transaction that brought it about; one that raises keeps nothing and may be tried again.
    """
    refusal = None
    with transaction.atomic():
        row = IdempotencyKey(user=user, key=key, fingerprint=fingerprint, status=0)
        # Waits for a twin under way; its answer then stands here.
        # The conflict locks the row, so that nobody clears it away before it is read.
        IdempotencyKey.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["user", "key"], update_fields=["key"]
        )
        row = IdempotencyKey.objects.get(user=user, key=key)
        if row.fingerprint != fingerprint:
            raise KeyReused
        if row.status:
            return row.status, row.body, True
        try:
            row.status, row.body = answer()
            row.save(update_fields=["status", "body"])
        except (WrongSecret, PrescriptionCounts) as told:
            # Undoing it here would undo the failure's record, and let a program guess for ever.
            refusal = told
            row.delete()
    if refusal:
        raise refusal
    return row.status, row.body, False


def forget_old_answers():
    """Deletes what is older than promised, in batches that commit on their own. Returns how many."""
    total = 0
    while deleted := _forget_batch(timezone.now() - KEPT):
        total += deleted
    return total


def forget_answers_about(uuid):
    """Of a person who is erased: a repetition is still none, but its answer is empty."""
    told = IdempotencyKey.objects.annotate(words=Cast("body", TextField()))
    return told.filter(words__contains=f'"{uuid}"').update(body=None)


@transaction.atomic
def _forget_batch(until):
    old = IdempotencyKey.objects.filter(created_at__lt=until).order_by("created_at")
    batch = old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH]
    deleted, _by_model = IdempotencyKey.objects.filter(pk__in=list(batch)).delete()
    return deleted
