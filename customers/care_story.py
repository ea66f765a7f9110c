"""What care tells a customer's page: what is due, what was given, and what happened after it, without a claim why."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts import registry
from accounts.permissions import Permission, can
from customers.models import Care, PlaybookItem
from customers.timeline import readable, start_of

GIVEN_SHOWN = 8
AFTER = timedelta(days=30)
AFTER_SHOWN = 4


def care_of(customer, request):
    """For templates/customers/_tab_care.html."""
    rows = Care.objects.visible_to(request.user).filter(customer=customer)
    rows = rows.select_related("item", "owner", "ended_by")
    # Visits tell their own story; what followed from each of them would be the next one.
    by_hand = rows.done().exclude(item__kind=PlaybookItem.Kind.VISIT)
    given = list(by_hand.order_by("-ended_on", "-pk")[:GIVEN_SHOWN])
    changes = _changes(customer, request.user, given)
    return {
        "open_care": rows.begun(timezone.localdate()).order_by("due_on", "pk"),
        "given": [(care, _followed(care, changes)) for care in given],
    }


def care_attachments(user):
    """The files that show care which the person sees."""
    if not can(user, Permission.CARE_READ):
        return Q()
    shown = Care.objects.visible_to(user).filter(attachment__isnull=False)
    return Q(pk__in=shown.values("attachment_id"))


def _changes(customer, user, given):
    """Everything after the first of them, oldest first: read once for all."""
    if not given:
        return []
    since = min(care.ended_on for care in given)
    found = [
        entry for function in registry.changes_since for entry in function(customer, user, since)
    ]
    return readable(sorted(found, key=lambda entry: entry.at), user)


def _followed(care, changes):
    begins, ends = start_of(care.ended_on + timedelta(days=1)), start_of(care.ended_on + AFTER)
    return [entry for entry in changes if begins <= entry.at < ends][:AFTER_SHOWN]
