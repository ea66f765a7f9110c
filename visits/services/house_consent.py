"""The written consent of a house to a form of contact beside the four that the law names (CN-011)."""

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.attachment import store_attachment
from visits.services.visit import lock_own


def attach_house_consent(visit, *, file, by):
    """Before the visit is submitted; a second file takes the place of the first."""
    require(by, Permission.VISIT_LOG)
    attachment = store_attachment(file, by=by)
    with deed("visit.attach", by=by):
        visit = lock_own(visit, by)
        if not visit.can_be_logged:
            visit.check_can_become(visit.Status.SUBMITTED)
        visit.house_consent = attachment
        visit.save()
    return visit
