"""Asks the signer, wherever it runs (settings.LEDGER_SIGNER), and knows whose signatures count."""

import json
import socket

from django.conf import settings

from compliance.ledger.note import Key, Malformed

PATIENCE = 30  # seconds


class NotSigned(Exception):
    """The signer is away, or refuses. The sentence says why."""


def signed_state(origin):
    """The (size, root as hex) of the newest checkpoint of the log that the signer remembers; size 0 for none."""
    answer = _ask({"do": "state", "origin": origin})
    return answer["size"], answer["root"]


def sign(hashes, **checkpoint):
    """The signed note. `checkpoint`: origin, begin, size, root (hex); `hashes` are those of the leaves from `begin`."""
    request = {"do": "sign", "checkpoint": checkpoint, "hashes": len(hashes)}
    return _ask(request, b"".join(hashes))["note"]


def trusted_keys():
    """The public keys of settings.LEDGER_PUBLIC_KEYS, one a line; none when the file is not there."""
    try:
        lines = settings.LEDGER_PUBLIC_KEYS.read_text().splitlines()
    except OSError:
        return []
    try:
        return [Key.read(line) for line in lines if line.strip()]
    except Malformed:
        return []


def _ask(request, more=b""):
    try:
        with _connected() as connection, connection.makefile("rb") as answers:
            connection.sendall(json.dumps(request).encode() + b"\n" + more)
            answer = json.loads(answers.readline() or b"{}")
    except (OSError, ValueError) as problem:
        raise NotSigned(f"The signer does not answer ({problem}).") from problem
    if "refused" in answer:
        raise NotSigned(f"The signer refuses: {answer['refused']}.")
    return answer


def _connected():
    kind, _colon, place = settings.LEDGER_SIGNER.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        connection.connect(place)
        return connection
    host, _colon, port = place.removeprefix("//").rpartition(":")
    return socket.create_connection((host, int(port or 0)), timeout=PATIENCE)
