"""Who is erased or restricted is not visited any more, and nobody is reminded of it (PRV-010)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.registry import mark_day_changed
from visits.models import FollowUp, Visit, VisitDraft
from visits.services.visit import cancel_with_customer


def cancel_visits(customer):
    """Also what was begun and not submitted."""
    held = Visit.objects.open().filter(customer=customer).select_for_update(of=("self",))
    for visit in held.select_related("rep").order_by("pk"):
        cancel_with_customer(visit, _why())
    VisitDraft.objects.filter(visit__customer=customer).delete()


def drop_follow_ups(customer):
    held = FollowUp.objects.open().filter(customer=customer).select_for_update(of=("self",))
    for row in held.select_related("owner").order_by("pk"):
        row.dropped_at, row.dropped_reason = timezone.now(), _why()
        row.save()
        for day in {row.due_on, timezone.localdate()}:
            mark_day_changed(row.owner, day)


def _why():
    return _("The customer's data are erased or restricted on request.")
