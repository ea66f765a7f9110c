"""Time off territory: one's own, and the team's for who leads it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.absence import AbsenceFilter, AbsenceForm, ApproveForm, DeclineForm
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Absence
from accounts.permissions import Permission, require
from accounts.services import absence as verbs

COUNT_AT_MOST = 1000


@require_GET
def absence_list(request):
    require(request.user, Permission.TIME_OFF_READ)
    filters = AbsenceFilter(request.GET)
    shown = filters.narrow(Absence.objects.visible_to(request.user), request.user)
    shown = shown.select_related("user", "decided_by")
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="-valid_from"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "accounts/absence_list.html", context)


@require_http_methods(["GET", "POST"])
def absence_new(request):
    require(request.user, Permission.TIME_OFF)
    form = AbsenceForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if form.is_valid():
        absence = carry_out(form, verbs.ask_absence, **form.cleaned_data, by=request.user)
        if absence:
            said = _("Asked for: your manager decides on it.")
            messages.success(request, said if absence.is_waiting else _("Noted."))
            return redirect("accounts:absence_detail", absence.uuid)
    status = 422 if form.errors else 200
    return render(request, "accounts/absence_form.html", {"form": form}, status=status)


@require_GET
def absence_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_POST
def absence_approve(request, uuid):
    absence, form = _find(request, uuid), ApproveForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.approve_absence, absence, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Approved: these days no longer count as field days."))
        return redirect("accounts:absence_detail", uuid)
    return _show(request, absence, approve=form)


@require_POST
def absence_decline(request, uuid):
    absence, form = _find(request, uuid), DeclineForm(request.POST)
    require(request.user, Permission.TIME_OFF_DECIDE)
    if form.is_valid() and carry_out(
        form, verbs.decline_absence, absence, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Declined; who asked reads your reason."))
        return redirect("accounts:absence_detail", uuid)
    return _show(request, absence, decline=form)


@require_POST
def absence_withdraw(request, uuid):
    verbs.withdraw_absence(_find(request, uuid), by=request.user)
    messages.success(request, _("Withdrawn."))
    return redirect("accounts:absence_detail", uuid)


def _find(request, uuid):
    require(request.user, Permission.TIME_OFF_READ)
    rows = Absence.objects.visible_to(request.user).select_related("user", "decided_by")
    return get_object_or_404(rows, uuid=uuid)


def _show(request, absence, *, approve=None, decline=None):
    decides = absence.is_waiting and verbs.can_decide(absence, request.user)
    working, off = verbs.count_days(absence)
    context = {
        "absence": absence,
        "working": working,
        "off": off,
        "approve": decides and (approve or ApproveForm()),
        "decline": decides and (decline or DeclineForm()),
        "can_withdraw": absence.stands and absence.user_id == request.user.pk,
    }
    status = 422 if approve or decline else 200
    return render(request, "accounts/absence_detail.html", context, status=status)


def _export(request, shown):
    columns = [
        (_("Person"), lambda absence: absence.user.name),
        (_("Kind"), lambda absence: absence.get_kind_display()),
        (_("First day"), lambda absence: absence.valid_from),
        (_("Last day"), lambda absence: absence.valid_to),
        (_("From noon"), lambda absence: absence.from_noon),
        (_("Until noon"), lambda absence: absence.until_noon),
        (_("Status"), lambda absence: absence.get_status_display()),
        (_("Decided by"), lambda absence: absence.decided_by and absence.decided_by.name),
    ]
    return export_response(
        request,
        name="time-off",
        columns=columns,
        rows=shown.order_by("-valid_from", "-pk").iterator(chunk_size=2000),
        what=Absence._meta.label_lower,
        filters=request.GET.urlencode(),
    )
