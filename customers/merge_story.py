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
    """Registered as accounts.registry.timeline_entries; also those that were undone."""
    merges = Merge.objects.visible_to(user).filter(survivor=customer, merged_at__lt=before)
    shown = merges.select_related("merged", "merged_by", "duplicate").order_by("-merged_at")
    return [_entry(merge) for merge in shown[:limit]]


def _entry(merge):
    return Entry(
        at=merge.merged_at,
        icon="arrows-join",
        title=_("Merged from %(name)s") % {"name": merge.merged.name},
        tone="a" if merge.is_in_force else "",
        text=merge.reason,
        url=reverse("customers:duplicate_detail", args=[merge.duplicate.uuid]),
        by=str(merge.merged_by),
        what="" if merge.is_in_force else _("undone"),
    )
