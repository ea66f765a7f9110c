"""What may show that care was given: upper apps know the visits (registry.care_evidence)."""

from dataclasses import dataclass
from uuid import UUID

from accounts import registry


@dataclass(frozen=True)
class Evidence:
    """A visit that `words` describe, and its page where the reader may open it."""

    key: UUID
    words: str
    url: str = ""


def evidence_for(care, user):
    """What the person did with the customer since the care was due to begin, newest first."""
    return [one for function in registry.care_evidence for one in function(care, user)]
