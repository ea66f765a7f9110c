from compliance.models.checkpoint import Checkpoint, Delivery, Verification
from compliance.models.entry import Entry, Incarnation, Leaf
from compliance.models.erasure import ErasureCase
from compliance.models.legal_hold import LegalHold

__all__ = [
    "Checkpoint",
    "Delivery",
    "Entry",
    "ErasureCase",
    "Incarnation",
    "Leaf",
    "LegalHold",
    "Verification",
]
