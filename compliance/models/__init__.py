from compliance.models.checkpoint import Checkpoint, Delivery, Verification
from compliance.models.entry import Entry, Incarnation, Leaf

__all__ = ["Checkpoint", "Delivery", "Entry", "Incarnation", "Leaf", "Verification"]
