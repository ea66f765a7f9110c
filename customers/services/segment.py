"""Saved filters over the customer list, kept for oneself or shared with a team."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import Territory
from accounts.permissions import Permission, require
from customers.models import Segment


def save_segment(*, name, query, shared_with=None, by):
    """`query` is the list's URL behind the question mark; `shared_with` a territory whose people see it too."""
    require(by, Permission.CUSTOMER_READ)
    if shared_with and not Territory.objects.visible_to(by).filter(pk=shared_with.pk).exists():
        raise ValidationError({"shared_with": _("Share it with a territory of your own.")})
    with deed("segment.save", by=by):
        segment = Segment(name=name.strip(), query=query, owner=by, shared_with=shared_with)
        segment.full_clean()
        segment.save()
    return segment


def archive_segment(segment, *, by):
    require(by, Permission.CUSTOMER_READ)
    if segment.owner_id != by.pk:
        raise PermissionDenied(_("Only its owner removes a saved filter."))
    with deed("segment.archive", by=by):
        row = Segment.objects.select_for_update().get(pk=segment.pk)
        row.is_archived = True
        row.save()
