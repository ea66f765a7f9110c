"""Public keys and checkpoints in the text forms of C2SP (signed-note, tlog-checkpoint)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"


class Malformed(ValueError):
    """A note, key or proof that is not written as the rules say."""


@dataclass(frozen=True)
class Key:
    """A public key as C2SP writes it: name+hash+base64."""

    name: str
    public: bytes

    @property
    def hash(self):
        whole = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(whole).digest()[:4]

    def __str__(self):
        return f"{self.name}+{self.hash.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def read(cls, text):
        found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)", text.strip())
        raw = unbase64(found[3]) if found else b""
        key = cls(found[1], raw[1:]) if len(raw) == 33 and raw[:1] == ED25519 else None
        if key is None or key.hash.hex() != found[2]:
            raise Malformed("This is no public key of a ledger.")
        return key

    def signed(self, body, signature):
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, body)
        except (InvalidSignature, ValueError):
            return False
        return True


CHECKPOINT = re.compile(
    r"(?P<body>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9]\d*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
    r"(?P<signatures>(?:— [^\s+]+ [A-Za-z0-9+/=]+\n)+)"
)


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    note: str
    signatures: tuple = field(repr=False)  # (name, hash of the key, signature)

    @classmethod
    def read(cls, note):
        """Strict: one origin, no leading zeros, no extension lines, a final newline."""
        found = CHECKPOINT.fullmatch(note)
        if not found:
            raise Malformed("This is no checkpoint.")
        lines = [line.split(" ")[1:] for line in found["signatures"].splitlines()]
        signatures = [(name, unbase64(signed)) for name, signed in lines]
        if any(len(raw) != 68 for _name, raw in signatures):
            raise Malformed("This is no Ed25519 signature.")
        return cls(
            found["origin"],
            int(found["size"]),
            unbase64(found["root"]),
            note,
            tuple((name, raw[:4], raw[4:]) for name, raw in signatures),
        )

    @property
    def body(self):
        return self.note.split("\n\n", 1)[0].encode() + b"\n"

    def is_signed_by(self, keys):
        """By one of the keys at least, and by none of them wrongly."""
        known = {(key.name, key.hash): key for key in keys}
        ours = [(known.get((name, hashed)), raw) for name, hashed, raw in self.signatures]
        checked = [key.signed(self.body, raw) for key, raw in ours if key]
        return bool(checked) and all(checked)


def unbase64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Malformed("This is no base64.") from None
    if base64.b64encode(raw).decode() != text:
        raise Malformed("This base64 could be written otherwise.")
    return raw
