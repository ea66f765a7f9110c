"""What a customer's page tells of the records merged into it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.merging import ids_of
from customers.models import Merge
from customers.timeline import Entry


def merges_of(customer, user):
    """Those in force, oldest first; nothing is asked where nothing was merged."""
    if len(ids_of(customer)) == 1:
        return []
    merges = Merge.objects.visible_to(user).in_force().filter(merged__in=ids_of(customer)[1:])
    return list(merges.select_related("merged", "merged_by", "duplicate").order_by("merged_at"))


def merge_entries(customer, user, before, limit):
    """Registered as accounts.registry.timeline_entries. What was undone is history's."""
    told = [merge for merge in merges_of(customer, user) if merge.merged_at < before]
    return [_entry(merge) for merge in reversed(told)][:limit]


def _entry(merge):
    return Entry(
        at=merge.merged_at,
        icon="arrows-join",
        title=_("Merged from %(name)s") % {"name": merge.merged.name},
        tone="a",
        text=merge.reason,
        url=reverse("customers:duplicate_detail", args=[merge.duplicate.uuid]),
        by=str(merge.merged_by),
    )
