"""Acting on a list of customers: whom, what, a preview, and what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.exports import export_response
from accounts.forms.fields import BecauseForm, carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from accounts.services.access import log_search
from customers.bulk.action import action_named, actions_for
from customers.forms.bulk_change import BulkChangeFilter, StartForm
from customers.forms.filter import CustomerFilter
from customers.models import BulkChange, BulkChangeItem, Customer
from customers.place import with_place
from customers.services import bulk_change as verbs

NAMES_SHOWN = 20
PREFIX = "to"  # of the arguments in the address: the filter has names of its own
COLUMNS = [
    (gettext_lazy("What was done"), lambda change: change.what),
    (gettext_lazy("Whom"), lambda change: change.whom),
    (gettext_lazy("Reason"), lambda change: change.because),
    (gettext_lazy("By"), lambda change: str(change.by)),
    (gettext_lazy("At"), lambda change: change.at),
    (gettext_lazy("Status"), lambda change: change.get_status_display()),
    (gettext_lazy("Chosen"), lambda change: change.chosen),
    (gettext_lazy("Changed"), lambda change: change.changed),
    (gettext_lazy("Left as they are"), lambda change: change.left_out),
    (gettext_lazy("Taken back"), lambda change: change.undone),
    (gettext_lazy("Could not be taken back"), lambda change: change.kept),
    (gettext_lazy("Uuid"), lambda change: change.uuid),
]


@require_http_methods(["GET", "POST"])
def bulk_change_new(request):
    """The address says whom and what, and shows what would change; the button does exactly that."""
    offered = actions_for(request.user)
    if not offered:
        raise PermissionDenied(_("Your role does not include changing many customers at once."))
    filters, chosen = _chosen(request)
    action = next((one for one in offered if one.name == request.GET.get("do")), None)
    form = _arguments(request, action)
    start = StartForm(request.POST or None)
    if form and form.is_valid() and start.is_valid():
        if change := carry_out(start, _begin, request, action, form, filters, chosen, start):
            return redirect("customers:bulk_change_detail", change.uuid)
    context = {
        "filters": filters,
        "offered": offered,
        "action": action,
        "form": form,
        "start_form": start,
        "most": verbs.MOST,
        "number": len(chosen),
    }
    if form and form.is_valid() and chosen:
        context |= carry_out(form, _preview, request, action, form, chosen) or {}
    status = 422 if start.errors or (form and form.errors) else 200
    return render(request, "customers/bulk_change_new.html", context, status=status)


def _chosen(request):
    """The filter and the keys of those whom it leaves, one more than can be acted on; none when it can't be read."""
    filters = CustomerFilter(request.GET, user=request.user)
    shown = filters.narrow(Customer.objects.visible_to(request.user))
    if filters.errors:
        return filters, []
    log_search(request.user, "customers.customer", filters.cleaned_data.get("q"))
    return filters, list(shown.order_by("pk").values_list("pk", flat=True)[: verbs.MOST + 1])


def _arguments(request, action):
    if action is None:
        return None
    is_said = any(name.startswith(f"{PREFIX}-") for name in request.GET)
    return action.form(request.GET if is_said else None, user=request.user, prefix=PREFIX)


def _preview(request, action, form, chosen):
    seen = verbs.preview_bulk_change(action.name, form.said(), chosen, by=request.user)
    changing = Customer.objects.visible_to(request.user).filter(pk__among=seen.changing)
    return {
        "preview": seen,
        "number_changing": len(seen.changing),
        "rows": with_place(changing).in_order()[:NAMES_SHOWN],
    }


def _begin(request, action, form, filters, chosen, start):
    return verbs.start_bulk_change(
        action.name,
        form.said(),
        chosen,
        **start.cleaned_data,
        query=filters.kept_query,
        whom=filters.in_words(),
        by=request.user,
    )


@require_GET
def bulk_change_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = BulkChangeFilter(request.GET)
    shown = filters.narrow(BulkChange.objects.visible_to(request.user), request.user)
    shown = shown.select_related("by")
    if "format" in request.GET:
        return export_response(
            request,
            name="bulk-changes",
            columns=COLUMNS,
            rows=shown.order_by("-at", "-pk").iterator(chunk_size=2000),
            what=BulkChange._meta.label_lower,
            filters=request.GET.urlencode(),
        )
    context = {"filters": filters, "page": keyset_page(shown, request.GET, order="-at")}
    return render(request, "customers/bulk_change_list.html", context)


@require_GET
def bulk_change_detail(request, uuid):
    change = _find(request, uuid)
    if request.htmx:
        return _progress(request, change)
    return _show(request, change, BecauseForm())


@require_POST
def bulk_change_undo(request, uuid):
    change, form = _find(request, uuid), BecauseForm(request.POST)
    if form.is_valid():
        verbs.undo_bulk_change(change, **form.cleaned_data, by=request.user)
        return redirect("customers:bulk_change_detail", uuid)
    return _show(request, change, form)


@require_POST
def bulk_change_stop(request, uuid):
    verbs.stop_bulk_change(_find(request, uuid), by=request.user)
    messages.success(request, _("Stopped; what was done until now can be taken back."))
    return redirect("customers:bulk_change_detail", uuid)


def _find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    changes = BulkChange.objects.visible_to(request.user)
    return get_object_or_404(changes.select_related("by", "undone_by", "job"), uuid=uuid)


def _progress(request, change):
    """Asked for every few seconds while a worker works; the page is drawn anew when it has ended."""
    if not change.is_running:
        return HttpResponseClientRefresh()
    return render(request, "customers/_bulk_change_progress.html", {"change": change})


def _show(request, change, form):
    state = request.GET.get("state", "")
    items = BulkChangeItem.objects.visible_to(request.user).filter(bulk_change=change)
    if state in BulkChangeItem.State:
        items = items.filter(state=state)
    action = action_named(change.kind)
    may = can(request.user, action.permission)
    context = {
        "change": change,
        "action": action,
        "tabs": _tabs(change, state),
        "page": keyset_page(items.select_related("customer"), request.GET, order="id", size=50),
        "undo_form": form if may and change.can_be_undone else None,
        "can_stop": may and change.is_running,
    }
    status = 422 if form.errors else 200
    return render(request, "customers/bulk_change_detail.html", context, status=status)


def _tabs(change, state):
    """Of each state in which somebody is, with their number where it is counted already."""
    still = change.changed - change.undone - change.kept
    counted = [
        ("", _("All"), change.chosen),
        ("done", BulkChangeItem.State.DONE.label, still),
        ("left_out", BulkChangeItem.State.LEFT_OUT.label, change.left_out),
        ("undone", BulkChangeItem.State.UNDONE.label, change.undone),
        ("kept", BulkChangeItem.State.KEPT.label, change.kept),
    ]
    return [
        {
            "url": f"?state={name}" if name else "?",
            "label": label,
            "count": number,
            "is_current": name == state,
        }
        for name, label, number in counted
        if number or not name
    ]
