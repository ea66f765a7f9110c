"""Sensitive values (PRV-002): encrypted under a key per subject and retention class, wrapped by the master key.

Data keys lie in the `keys` database, the master key in a file outside both (decision 20). Destroying a data key
makes every copy of what it sealed unreadable, backups and history included.
"""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone

from accounts.models.data_key import DataKey

FORM = "s1:"
NONCE = 12  # bytes


class Destroyed(Exception):
    """The key is gone, and with it the value."""


def seal(value, *, subject, retention_class):
    """Ciphertext of a text as text; an empty text stays empty."""
    return seal_many([(subject, value)], retention_class=retention_class)[0]


def seal_many(pairs, *, retention_class):
    """Ciphertexts of (subject uuid, text) pairs, in their order, with two look-ups for all of them."""
    keys = _keys({subject for subject, value in pairs if value}, retention_class)
    return [_encrypt(keys[subject], value) if value else "" for subject, value in pairs]


def reveal(sealed, *, subject, retention_class):
    """The text again. Raises Destroyed when its key is gone. Who may ask is the caller's business."""
    if not sealed:
        return ""
    key = DataKey.objects.filter(subject=subject, retention_class=retention_class).first()
    if key is None or key.destroyed_at:
        raise Destroyed
    return _decrypt(_unwrap(key.wrapped), sealed)


def reveal_many(pairs, *, retention_class):
    """Texts of (subject uuid, ciphertext) pairs, in their order, with one look-up; empty where the key is gone."""
    held = DataKey.objects.filter(
        subject__in={subject for subject, sealed in pairs if sealed},
        retention_class=retention_class,
        destroyed_at=None,
    )
    keys = {row.subject: _unwrap(row.wrapped) for row in held}
    return [
        _decrypt(keys[subject], sealed) if sealed and subject in keys else ""
        for subject, sealed in pairs
    ]


def destroy_keys(subject):
    """Makes every copy of what was sealed for this subject unreadable. Nobody can take it back."""
    keys = DataKey.objects.filter(subject=subject, destroyed_at=None)
    return keys.update(wrapped=b"", destroyed_at=timezone.now())


def fingerprint(value, *, purpose):
    """A keyed hash: equal values can be found, but not guessed, without the master key (PRV-015)."""
    key = _derived(f"index:{purpose}")
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def wrap_text(text):
    return _encrypt(_derived("wrap:text"), text)


def unwrap_text(sealed):
    return _decrypt(_derived("wrap:text"), sealed)


def _keys(subjects, retention_class):
    wanted = {"subject__in": subjects, "retention_class": retention_class}
    known = {row.subject: row for row in DataKey.objects.filter(**wanted)}
    new = [
        DataKey(
            subject=subject, retention_class=retention_class, wrapped=_wrap(secrets.token_bytes(32))
        )
        for subject in subjects - known.keys()
    ]
    if new:
        # Two writers may race for one subject: the first key stays.
        DataKey.objects.bulk_create(new, ignore_conflicts=True, batch_size=5000)
        known = {row.subject: row for row in DataKey.objects.filter(**wanted)}
    if any(row.destroyed_at for row in known.values()):
        raise Destroyed
    return {subject: _unwrap(row.wrapped) for subject, row in known.items()}


def _encrypt(key, text):
    nonce = secrets.token_bytes(NONCE)
    return FORM + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), None)).decode()


def _decrypt(key, sealed):
    raw = base64.b64decode(sealed.removeprefix(FORM))
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except InvalidTag as tampered:
        raise Destroyed from tampered


def _wrap(key):
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_derived("wrap:key")).encrypt(nonce, key, None)


def _unwrap(wrapped):
    raw = bytes(wrapped)
    return AESGCM(_derived("wrap:key")).decrypt(raw[:NONCE], raw[NONCE:], None)


@cache
def _derived(purpose):
    return derived(purpose, length=32)


def derived(purpose, *, length):
    """A key of our own for one purpose, in bytes: the master key makes it anew each time."""
    master = settings.MASTER_KEY_FILE.read_bytes()
    return HKDF(SHA256(), length, salt=None, info=purpose.encode()).derive(master)
