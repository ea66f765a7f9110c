"""Saved filters over the customer list, kept for oneself or shared with a team."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import Territory
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from customers.models import Segment


def save_segment(*, name, query, shared_with=None, uuid=None, by):
    """`query` is the list's URL behind the question mark; `shared_with` a territory whose people see it too."""
    require(by, Permission.CUSTOMER_READ)
    _check_own_territory(shared_with, by)
    with deed("segment.save", by=by):
        segment = Segment(
            name=name.strip(), query=query, owner=by, shared_with=shared_with, **with_uuid(uuid)
        )
        segment.full_clean()
        segment.save()
    return segment


def edit_segment(segment, *, by, **values):
    """`values` are name and shared_with; whom it chooses stays: another choice is another filter."""
    with deed("segment.edit", by=by):
        row = _hold(segment, by)
        if "shared_with" in values and values["shared_with"] != row.shared_with:
            _check_own_territory(values["shared_with"], by)
        if "name" in values:
            values["name"] = values["name"].strip()
        if row.update_from(values):
            row.full_clean()
            row.save()
    return row


def archive_segment(segment, *, by):
    with deed("segment.archive", by=by):
        row = _hold(segment, by)
        row.is_archived = True
        row.save()
    return row


def _hold(segment, by):
    require(by, Permission.CUSTOMER_READ)
    if segment.owner_id != by.pk:
        raise PermissionDenied(_("Only its owner changes a saved filter or removes it."))
    return Segment.objects.select_for_update().get(pk=segment.pk)


def _check_own_territory(territory, by):
    if territory and not Territory.objects.visible_to(by).filter(pk=territory.pk).exists():
        raise ValidationError({"shared_with": _("Share it with a territory of your own.")})
