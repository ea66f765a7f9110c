"""Writes down who looked at, searched for or took away personal data (CMP-03). Not recorded: it is a record itself."""

from accounts.history import current_origin
from accounts.models import Access


def log_access(user, action, what, *, subject=None, filters="", count=None, reason=""):
    """`action` is an Access.Action, `what` a model's label ("customers.person"), `subject` one row of it or its uuid."""
    origin = current_origin()
    return Access.objects.create(
        user=user,
        action=action,
        what=what,
        subject=getattr(subject, "uuid", subject),
        filters=filters,
        count=count,
        reason=reason,
        request_id=origin.request_id,
        ip=origin.ip,
    )
