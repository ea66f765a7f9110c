"""Saved filters of the customer list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.segment import SegmentEditForm, SegmentForm
from customers.models import Segment
from customers.services.segment import archive_segment, edit_segment, save_segment


@require_GET
def segment_list(request):
    """One's own, and those that others share."""
    require(request.user, Permission.CUSTOMER_READ)
    segments = Segment.objects.visible_to(request.user).in_use()
    context = {"segments": segments.select_related("owner", "shared_with")}
    return render(request, "customers/segment_list.html", context)


@require_http_methods(["GET", "POST"])
def segment_edit(request, uuid):
    segment = _find(request, uuid)
    if segment.owner_id != request.user.pk:
        raise PermissionDenied(_("Only its owner changes a saved filter or removes it."))
    now = {"name": segment.name, "shared_with": segment.shared_with_id}
    form = SegmentEditForm(request.POST or None, user=request.user, initial=now)
    if form.is_valid() and carry_out(
        form, edit_segment, segment, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Filter saved."))
        return redirect("customers:segment_list")
    context = {"form": form, "segment": segment}
    status = 422 if form.errors else 200
    return render(request, "customers/segment_form.html", context, status=status)


@require_POST
def segment_new(request):
    form = SegmentForm(request.POST, user=request.user)
    if form.is_valid():
        save_segment(**form.cleaned_data, by=request.user)
        messages.success(request, _("Filter saved."))
    else:
        messages.error(request, _("Give the filter a name."))
    return redirect(f"{reverse('customers:list')}?{form.cleaned_data.get('query', '')}")


@require_POST
def segment_archive(request, uuid):
    archive_segment(_find(request, uuid), by=request.user)
    messages.success(request, _("Filter removed."))
    return redirect("customers:list")


def _find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    return get_object_or_404(Segment.objects.visible_to(request.user).in_use(), uuid=uuid)
