"""The memory that makes a repeated POST harmless (pitfalls 6.6)."""

from django.db import transaction

from accounts.models import IdempotencyKey


class KeyReused(Exception):
    """The key belongs to another request of the same person."""


def remember_answer(user, *, key, fingerprint, answer):
    """(status, body, whether it is a repetition): `answer()` → (status, body) is called once for each key.

    The answer is kept in the transaction that brought it about; one that raises keeps nothing and may be tried again.
    """
    with transaction.atomic():
        row = IdempotencyKey(user=user, key=key, fingerprint=fingerprint, status=0)
        # Waits for a twin under way; its answer then stands here.
        IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
        row = IdempotencyKey.objects.select_for_update().get(user=user, key=key)
        if row.fingerprint != fingerprint:
            raise KeyReused
        if row.status:
            return row.status, row.body, True
        row.status, row.body = answer()
        row.save(update_fields=["status", "body"])
    return row.status, row.body, False
