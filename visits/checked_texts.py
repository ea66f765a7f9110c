"""What people write about visits and requests: looked at for words that should not stand there (CMP-06). What is said of
an adverse event is Quality's alone."""

from accounts.wording import CheckedText
from visits.models import FollowUp, Request, RequestEntry, Visit

TEXTS = [
    CheckedText(
        Visit,
        (
            *("objective", "key_points", "feedback", "consensus", "open_questions"),
            *("next_objective", "status_reason"),
        ),
    ),
    CheckedText(Request, ("words",)),
    CheckedText(RequestEntry, ("text",)),
    CheckedText(FollowUp, ("what", "evidence", "dropped_reason")),
]
