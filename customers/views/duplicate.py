"""Customers that may be the same: the list, the two side by side, and that they are not."""

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
from customers.forms.duplicate import DismissForm, DuplicateFilter, ReopenForm
from customers.forms.merge import LEFT, RIGHT, MergeForm, UndoForm
from customers.merge_sides import lines_of
from customers.models import Duplicate, Merge
from customers.services import duplicate as verbs
from customers.services.merge import hanging_on

COUNT_AT_MOST = 1000


@require_GET
def duplicate_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = DuplicateFilter(request.GET, user=request.user)
    shown = filters.narrow(Duplicate.objects.visible_to(request.user))
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_customers(), request.GET, order="-score"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/duplicate_list.html", context)


@require_GET
def duplicate_detail(request, uuid):
    duplicate = find_duplicate(request, uuid)
    for customer in (duplicate.left, duplicate.right):
        if customer.is_person:
            log_access(request.user, Access.Action.VIEW, "customers.duplicate", subject=customer)
    return show_duplicate(request, duplicate)


@require_POST
def duplicate_dismiss(request, uuid):
    return _decide(
        request,
        uuid,
        DismissForm,
        verbs.dismiss_duplicate,
        _("Kept: they are two, and not asked again."),
    )


@require_POST
def duplicate_reopen(request, uuid):
    return _decide(
        request, uuid, ReopenForm, verbs.reopen_duplicate, _("It is to be looked at once more.")
    )


def find_duplicate(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    rows = Duplicate.objects.visible_to(request.user).with_customers()
    return get_object_or_404(rows.select_related("decided_by"), uuid=uuid)


def form_of(duplicate, data=None):
    """The one on which more hangs stays, unless somebody says otherwise."""
    counts = [sum(count for _words, count in hanging_on(one)) for one in _sides(duplicate)]
    stays = RIGHT if counts[1] > counts[0] else LEFT
    return MergeForm(data, duplicate=duplicate, lines=lines_of(duplicate), stays=stays)


def merge_of(duplicate, user):
    merges = Merge.objects.visible_to(user).filter(duplicate=duplicate).in_force()
    return merges.select_related("survivor", "merged", "merged_by").first()


def show_duplicate(
    request, duplicate, *, merge=None, effect=None, dismiss=None, reopen=None, undo=None
):
    decides = can(request.user, Permission.CUSTOMER_MERGE)
    form = merge or form_of(duplicate)
    done = merge_of(duplicate, request.user)
    context = {
        "duplicate": duplicate,
        "form": form,
        "hanging": [hanging_on(one) for one in _sides(duplicate)],
        "effect": effect,
        "merge": done,
        "can_decide": decides and duplicate.is_open,
        "dismiss": dismiss or DismissForm(),
        "reopen": decides
        and duplicate.status == Duplicate.Status.DISMISSED
        and (reopen or ReopenForm()),
        "undo": decides and done and (undo or UndoForm()),
    }
    refused = any(one is not None and one.errors for one in (merge, dismiss, reopen, undo))
    return render(
        request, "customers/duplicate_detail.html", context, status=422 if refused else 200
    )


def _sides(duplicate):
    return duplicate.left, duplicate.right


def _decide(request, uuid, form_class, verb, told):
    duplicate, form = find_duplicate(request, uuid), form_class(request.POST)
    if form.is_valid() and carry_out(form, verb, duplicate, **form.cleaned_data, by=request.user):
        messages.success(request, told)
        return redirect("customers:duplicate_detail", uuid)
    return show_duplicate(request, duplicate, **{form.prefix: form})


def _export(request, shown):
    columns = [
        (_("One customer"), lambda row: row.left.name),
        (_("The other customer"), lambda row: row.right.name),
        (_("Kind"), lambda row: row.get_kind_display()),
        (_("Likeness"), lambda row: row.score),
        (_("Why"), lambda row: "; ".join(f"{words} {points:+}" for words, points in row.parts)),
        (_("Status"), lambda row: row.get_status_display()),
        (_("Found at"), lambda row: row.found_at),
        (_("Decided by"), lambda row: str(row.decided_by or "")),
        (_("Decided at"), lambda row: row.decided_at),
        (_("Reason"), lambda row: row.decision_reason),
    ]
    rows = shown.select_related("left", "right", "decided_by").order_by("-score", "-pk")
    return export_response(
        request,
        name="duplicates",
        columns=columns,
        rows=rows.iterator(chunk_size=2000),
        what=Duplicate._meta.label_lower,
        filters=request.GET.urlencode(),
    )
