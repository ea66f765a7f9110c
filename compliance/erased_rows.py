"""What compliance keeps of a person who is erased: how it came to that, in words that do not repeat her data (PRV-010)."""

from compliance.models import ErasureCase, LegalHold, SubjectRequest
from customers.erasure import Kept

ROWS = [
    Kept(ErasureCase, "proves what was asked, decided and done; its words never name her"),
    Kept(LegalHold, "proves why nothing could be erased for a time"),
    Kept(SubjectRequest, "proves that she was answered in time; its words never name her"),
]
