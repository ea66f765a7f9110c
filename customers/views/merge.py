"""A steward makes one of two records, after a look at what that does, and takes it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.merge import UndoForm
from customers.services.merge import going, merge_customers, refuse_merge
from customers.services.merge_undo import undo_merge
from customers.views.duplicate import find_duplicate, form_of, merge_of, show_duplicate


@require_POST
def merge_new(request, uuid):
    """First what it does, then, confirmed, the merge itself."""
    duplicate = find_duplicate(request, uuid)
    require(request.user, Permission.CUSTOMER_MERGE)
    form = form_of(duplicate, request.POST)
    if not form.is_valid():
        return show_duplicate(request, duplicate, merge=form)
    if "confirmed" not in request.POST:
        return show_duplicate(request, duplicate, merge=form, effect=_effect(form))
    if carry_out(form, merge_customers, duplicate, **form.said(), by=request.user):
        messages.success(request, _("The two records are one now."))
        return redirect("customers:duplicate_detail", uuid)
    return show_duplicate(request, duplicate, merge=form)


@require_POST
def merge_undo(request, uuid):
    duplicate, form = find_duplicate(request, uuid), UndoForm(request.POST)
    merge = merge_of(duplicate, request.user)
    if merge is None:
        require(request.user, Permission.CUSTOMER_MERGE)
        messages.error(request, _("This merge was undone already."))
        return redirect("customers:duplicate_detail", uuid)
    if form.is_valid() and carry_out(form, undo_merge, merge, **form.cleaned_data, by=request.user):
        messages.success(request, _("Undone: both records are as they were."))
        return redirect("customers:duplicate_detail", uuid)
    return show_duplicate(request, duplicate, undo=form)


def _effect(form):
    """What the merge would do, counted; or nothing where it would be refused, which the form says."""
    said = form.said()
    survivor = said["survivor"]
    pair = {form.duplicate.left, form.duplicate.right}
    merged = next(one for one in pair if one.pk != survivor.pk)
    try:
        with transaction.atomic():
            refuse_merge(survivor, merged)
            moving = going(merged, survivor)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return None
    return {"survivor": survivor, "merged": merged, "going": moving}
