"""The stewards' queue of data-change requests, and what became of one's own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, can, require
from accounts.services.access import log_access
from customers.data_sides import sides_of
from customers.duplicates import lookalikes
from customers.forms.data_change import AcceptForm, DataChangeFilter, RejectForm
from customers.models import DataChange
from customers.services import data_change as verbs

COUNT_AT_MOST = 1000


@require_GET
def data_change_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = DataChangeFilter(request.GET)
    shown = filters.narrow(DataChange.objects.visible_to(request.user), request.user)
    if "format" in request.GET:
        return _export(request, shown)
    rows = shown.select_related("customer", "filed_by")
    context = {
        "filters": filters,
        "page": keyset_page(rows, request.GET, order="-filed_at"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/data_change_list.html", context)


@require_GET
def data_change_detail(request, uuid):
    change = _find(request, uuid)
    if change.customer.is_person:
        log_access(
            request.user, Access.Action.VIEW, "customers.datachange", subject=change.customer
        )
    return _show(request, change)


@require_POST
def data_change_accept(request, uuid):
    change, form = _find(request, uuid), AcceptForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.accept_data_change, change, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Accepted: the customer says so from now on."))
        return redirect("customers:data_change_detail", uuid)
    return _show(request, change, accept=form)


@require_POST
def data_change_reject(request, uuid):
    change, form = _find(request, uuid), RejectForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.reject_data_change, change, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Rejected; whoever proposed it reads your reason."))
        return redirect("customers:data_change_detail", uuid)
    return _show(request, change, reject=form)


@require_POST
def data_change_withdraw(request, uuid):
    verbs.withdraw_data_change(_find(request, uuid), by=request.user)
    messages.success(request, _("Withdrawn."))
    return redirect("customers:data_change_detail", uuid)


def _show(request, change, *, accept=None, reject=None):
    decides = can(request.user, Permission.DATA_CHANGE_DECIDE) and verbs.can_decide(
        change, request.user
    )
    own = change.filed_by_id == request.user.pk
    context = {
        "change": change,
        "sides": sides_of(change),
        "similar": _similar(request.user, change) if decides and change.is_new_customer else [],
        "accept": decides and (accept or AcceptForm()),
        "reject": decides and (reject or RejectForm()),
        "can_withdraw": own and change.is_waiting and not change.is_new_customer,
    }
    status = 422 if accept or reject else 200
    return render(request, "customers/data_change_detail.html", context, status=status)


def _similar(user, change):
    new = change.customer
    found = lookalikes(user, kind=new.kind, name=new.name, identity=new.identity)
    return [row for row in found if row.pk != new.pk]


def _find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    rows = DataChange.objects.visible_to(request.user)
    whole = rows.select_related(
        "customer__person", "customer__organisation", "filed_by", "decided_by", "attachment"
    )
    return get_object_or_404(whole, uuid=uuid)


def _export(request, shown):
    columns = [
        (_("Customer"), lambda row: row.customer.name),
        (_("Kind"), lambda row: row.get_kind_display()),
        (_("Fields"), lambda row: ", ".join(row.values)),
        (_("How it is known"), lambda row: row.evidence),
        (_("Status"), lambda row: row.get_status_display()),
        (_("Proposed by"), lambda row: str(row.filed_by)),
        (_("Proposed at"), lambda row: row.filed_at),
        (_("Decided by"), lambda row: str(row.decided_by or "")),
        (_("Decided at"), lambda row: row.decided_at),
        (_("Reason"), lambda row: row.decision_reason),
    ]
    rows = shown.select_related("customer", "filed_by", "decided_by")
    return export_response(
        request,
        name="data-changes",
        columns=columns,
        rows=rows.order_by("-filed_at", "-pk").iterator(chunk_size=2000),
        what=DataChange._meta.label_lower,
        filters=request.GET.urlencode(),
    )
