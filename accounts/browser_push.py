"""Web push (RFC 8030): encrypted for the one browser, signed as ours (VAPID)."""

import base64
import json
import re
from email.utils import parseaddr
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush
from requests import RequestException

from accounts import sensitive
from accounts.outgoing import TIMEOUT, Gone, NotTaken, bad_answer, no_answer, open_session

DAY = 24 * 60 * 60  # seconds that a push service keeps a message for a browser that is closed
ENDED = {404, 410}
ADDRESS = re.compile(r"https://[a-z0-9.-]+/[A-Za-z0-9_.:=%&?/~-]{1,1000}")
# The order of the group of P-256, below which a private key lies (FIPS 186-5, A.2.1).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def public_key():
    """As browsers ask for it: the point in URL-safe base64."""
    form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return _text(_key().public_key().public_bytes(*form))


def check_keys(keys):
    """Whether `p256dh` is a point that something can be encrypted for."""
    try:
        raw = base64.urlsafe_b64decode(keys["p256dh"].rstrip("=") + "=")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True


def push(address, keys, letter, *, topic):
    """`keys` are the browser's own, `letter` becomes JSON; a later one of the same topic replaces what still waits.

    Raises Gone when the browser has ended its subscription, else NotTaken.
    """
    try:
        with open_session() as session:
            webpush(
                {"endpoint": address, "keys": keys},
                json.dumps(letter),
                vapid_private_key=Vapid02(_key()),
                vapid_claims={"sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"},
                ttl=DAY,
                headers={"Topic": topic, "Urgency": "normal"},
                timeout=TIMEOUT,
                requests_session=session,
            )
    except WebPushException as problem:
        kind = Gone if problem.status_code in ENDED else NotTaken
        raise bad_answer(problem.status_code, kind) from None
    except RequestException as problem:
        raise no_answer(problem) from None


@cache
def _key():
    """Made of the master key: nothing more to keep, and after a restore browsers still know us."""
    number = int.from_bytes(sensitive.derived("vapid", length=48))
    return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())


def _text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
