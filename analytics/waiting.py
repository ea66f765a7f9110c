"""What waits for a manager beside the figures: promises about to break, and amendments to decide."""

from dataclasses import dataclass

from accounts.permissions import Permission, can
from visits.models import Request, VisitAmendment

SHOWN, COUNTED = 5, 50


@dataclass(frozen=True)
class Waiting:
    """The most urgent, and how many there are; `count` stops one above COUNTED."""

    rows: list
    count: int


def requests_at_risk(scope):
    """Unanswered requests of the scope, the soonest promise first."""
    rows = (
        Request.objects.visible_to(scope.viewer)
        .filter(scope.place(person="raised_by"), status=Request.Status.OPEN)
        .select_related("customer", "raised_by")
        .order_by("respond_by", "pk")
    )
    return _waiting(rows)


def amendments_waiting(scope):
    if not can(scope.viewer, Permission.VISIT_AMEND_ACCEPT):
        return None
    rows = VisitAmendment.objects.visible_to(scope.viewer).filed().exclude(filed_by=scope.viewer)
    return _waiting(
        rows.filter(scope.place(person="visit__rep", territory="visit__territory"))
        .select_related("visit__customer", "filed_by")
        .order_by("filed_at", "pk")
    )


def _waiting(rows):
    found = list(rows[: COUNTED + 1])
    return Waiting(found[:SHOWN], len(found))
