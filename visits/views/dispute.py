"""What customers dispute on their own pages, and how it is settled."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from visits.forms.customer_answer import DisputeFilter, SettleForm
from visits.models import CustomerAnswer
from visits.services.customer_answer import settle_dispute, words_of

LABEL = CustomerAnswer._meta.label_lower
COUNT_AT_MOST = 10_000


@require_GET
def dispute_list(request):
    require(request.user, Permission.DISPUTE_SETTLE)
    filters = DisputeFilter(request.GET)
    shown = filters.narrow(_disputed(request))
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="-answered_at"),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "visits/dispute_list.html", context)


@require_http_methods(["GET", "POST"])
def dispute_detail(request, uuid):
    require(request.user, Permission.DISPUTE_SETTLE)
    row = get_object_or_404(_disputed(request), uuid=uuid)
    form = SettleForm(request.POST or None)
    if form.is_valid() and carry_out(
        form, settle_dispute, row, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Settled."))
        return redirect("visits:dispute_list")
    log_access(request.user, Access.Action.VIEW, LABEL, subject=row)
    context = {"row": row, "form": form, "words": words_of(row)}
    return render(request, "visits/dispute_detail.html", context)


def _disputed(request):
    seen = CustomerAnswer.objects.visible_to(request.user).disputed()
    return seen.select_related("customer", "visit__rep", "settled_by", "link__made_by")


def _export(request, shown):
    columns = [
        (_("Customer"), lambda row: row.customer.name),
        (_("Visit"), lambda row: row.visit.day),
        (_("Representative"), lambda row: str(row.visit.rep)),
        (_("State"), lambda row: row.get_status_display()),
        (_("Answered at"), lambda row: row.answered_at),
        (_("How it was settled"), lambda row: row.settlement),
        (_("Settled by"), lambda row: str(row.settled_by or "")),
        (_("Settled at"), lambda row: row.settled_at),
        (_("Uuid"), lambda row: row.uuid),
    ]
    return export_response(
        request,
        name="disputes",
        columns=columns,
        rows=shown.order_by("-answered_at", "-pk").iterator(chunk_size=2000),
        what=LABEL,
        filters=request.GET.urlencode(),
    )
