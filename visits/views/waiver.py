"""Waivers: asked for from a visit, listed, decided on (VIS-04c)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from visits.contact_guard import notices_of_open
from visits.forms import waiver as forms
from visits.models import Against, Visit, Waiver
from visits.record import READ_WITH
from visits.services import waiver as verbs

COUNT_AT_MOST = 1000


@require_GET
def waiver_list(request):
    require(request.user, Permission.VISIT_READ)
    filters = forms.WaiverFilter(request.GET)
    shown = filters.narrow(Waiver.objects.visible_to(request.user))
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_people(), request.GET, order="-requested_at"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "visits/waiver_list.html", context)


@require_http_methods(["GET", "POST"])
def waiver_new(request, uuid):
    """`uuid` is the visit's; what stands against it is ticked already."""
    require(request.user, Permission.VISIT_LOG)
    visits = Visit.objects.visible_to(request.user).with_place().select_related("rep", "draft")
    visit = get_object_or_404(visits.prefetch_related(*READ_WITH), uuid=uuid)
    if visit.rep_id != request.user.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    notices = notices_of_open(visit)
    stops = [notice.code for notice in notices if notice.stops]
    form = forms.WaiverForm(request.POST or None, initial={"against": stops})
    if form.is_valid():
        if carry_out(form, verbs.ask_for_waiver, visit, **form.cleaned_data, by=request.user):
            messages.success(request, _("Asked for: your manager or compliance decides on it."))
            return redirect("visits:visit_detail", visit.uuid)
    context = {"form": form, "visit": visit, "notices": notices}
    status = 422 if form.errors else 200
    return render(request, "visits/waiver_form.html", context, status=status)


@require_GET
def waiver_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_POST
def waiver_approve(request, uuid):
    waiver, form = _find(request, uuid), forms.ApproveForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.approve_waiver, waiver, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Approved, for that day and once."))
        return redirect("visits:waiver_detail", uuid)
    return _show(request, waiver, approve=form)


@require_POST
def waiver_refuse(request, uuid):
    waiver, form = _find(request, uuid), forms.RefuseForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.refuse_waiver, waiver, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Refused; the representative reads your reason."))
        return redirect("visits:waiver_detail", uuid)
    return _show(request, waiver, refuse=form)


def _show(request, waiver, **bound):
    context = {
        "waiver": waiver,
        "against": [Against(code).label for code in waiver.against],
        "can_decide": verbs.can_decide(waiver, request.user),
        "approve": forms.ApproveForm(),
        "refuse": forms.RefuseForm(),
        "reads_text": can(request.user, Permission.FREE_TEXT_READ),
    }
    status = 422 if bound else 200
    return render(request, "visits/waiver_detail.html", context | bound, status=status)


def _find(request, uuid):
    require(request.user, Permission.VISIT_READ)
    return get_object_or_404(Waiver.objects.visible_to(request.user).with_people(), uuid=uuid)


def _export(request, shown):
    columns = [
        (_("Customer"), lambda row: row.visit.customer.name),
        (_("Representative"), lambda row: row.visit.rep.name),
        (_("Day"), lambda row: row.day),
        (_("Against"), lambda row: ", ".join(str(Against(code).label) for code in row.against)),
        (_("Reason"), lambda row: row.reason),
        (_("Status"), lambda row: row.get_status_display()),
        (_("Decided by"), lambda row: str(row.decided_by or "")),
        (_("Decided at"), lambda row: row.decided_at),
    ]
    return export_response(
        request,
        name="waivers",
        columns=columns,
        rows=shown.with_people().iterator(chunk_size=2000),
        what=Waiver._meta.label_lower,
        filters=request.GET.urlencode(),
    )
