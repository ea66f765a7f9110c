"""Remembers what lists knew an erased person by, without keeping it."""

from accounts import lookups, sensitive  # noqa: F401 - among
from customers.models import ErasedIdentity


def keys_of(customer):
    """As lines of lists name her (Record.key): by her id in a source, or by her name and place of work."""
    by_id = [f"id:{customer.external_id}"] if customer.external_id else []
    return [*by_id, f"{customer.kind}:{customer.identity}"]


def remember_erased(keys, *, source):
    ErasedIdentity.objects.bulk_create(
        [ErasedIdentity(digest=_digest(key, source)) for key in keys], ignore_conflicts=True
    )


def erased_among(keys, *, source):
    """Those of the keys that were an erased person's."""
    by_digest = {_digest(key, source): key for key in keys}
    found = ErasedIdentity.objects.filter(digest__among=list(by_digest))
    return {by_digest[digest] for digest in found.values_list("digest", flat=True)}


def _digest(key, source):
    """An id means somebody in its own source only."""
    whose = f"{source}\x1f{key}" if key.startswith("id:") else key
    return sensitive.fingerprint(whose, purpose="erased")
