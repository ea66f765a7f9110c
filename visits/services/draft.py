"""Drafts: what was typed and not yet submitted, kept as it is, right or wrong (decision 6)."""

import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.permissions import Permission, require
from visits.models import VisitDraft

LARGEST = 100_000  # characters of JSON


def save_draft(visit, *, data, by):
    """`data` is {field name: [values]} of the form; no record, so no history."""
    require(by, Permission.VISIT_LOG)
    if visit.rep_id != by.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    if not visit.can_be_logged:
        raise ValidationError(_("This visit takes no draft any more."), code="VISIT_STATUS")
    if len(json.dumps(data)) > LARGEST:
        raise ValidationError(_("This draft is too long to be kept."))
    return VisitDraft.objects.update_or_create(visit=visit, defaults={"rep": by, "data": data})[0]


def discard_draft(visit, *, by):
    require(by, Permission.VISIT_LOG)
    VisitDraft.objects.visible_to(by).filter(visit=visit).delete()
