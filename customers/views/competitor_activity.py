"""What was observed of competitors: the list, a new one at a customer, and what turned out wrong."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from customers.forms.competitor import ActivityFilter, ActivityForm, WithdrawForm
from customers.models import CompetitorActivity
from customers.services.competitor_activity import note_activity, withdraw_activity
from customers.views.customer import address_of
from customers.views.customer import find as find_customer

COUNT_AT_MOST = 10_000


@require_GET
def activity_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = ActivityFilter(request.GET, user=request.user)
    shown = filters.narrow(CompetitorActivity.objects.visible_to(request.user).standing())
    if "format" in request.GET:
        return _export(request, shown.with_people())
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_people(), request.GET, order="-observed_on"),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/activity_list.html", context)


@require_http_methods(["GET", "POST"])
def activity_new(request, uuid):
    """`uuid` is the customer's."""
    require(request.user, Permission.COMPETITOR_OBSERVE)
    customer = find_customer(request, uuid)
    form = ActivityForm(request.POST or None, user=request.user)
    if form.is_valid() and carry_out(
        form, note_activity, customer, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Noted, with its day and source."))
        return redirect(address_of(customer, "competitors"))
    return render(request, "customers/activity_form.html", {"form": form, "customer": customer})


@require_http_methods(["GET", "POST"])
def activity_withdraw(request, uuid):
    require(request.user, Permission.COMPETITOR_OBSERVE)
    seen = CompetitorActivity.objects.visible_to(request.user).with_people()
    activity = get_object_or_404(seen, uuid=uuid)
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and carry_out(
        form, withdraw_activity, activity, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Withdrawn; it counts no more."))
        return redirect(address_of(activity.customer, "competitors"))
    context = {"form": form, "activity": activity, "customer": activity.customer}
    return render(request, "customers/activity_withdraw.html", context)


def _export(request, shown):
    columns = [
        (_("Observed on"), lambda row: row.observed_on),
        (_("Customer"), lambda row: row.customer.name),
        (_("Competitor"), lambda row: row.competitor_product.competitor.name),
        (_("Product"), lambda row: row.competitor_product.name),
        (_("Stands against"), lambda row: str(row.competitor_product.product)),
        (_("Kind"), lambda row: row.get_kind_display()),
        (_("What was observed"), lambda row: row.what),
        (_("Source"), lambda row: row.get_source_display()),
        (_("Where to read it"), lambda row: row.source_note),
        (_("Territory"), lambda row: row.territory.name),
        (_("Observed by"), lambda row: str(row.observed_by)),
    ]
    return export_response(
        request,
        name="competitor-activity",
        columns=columns,
        rows=shown.order_by("-observed_on", "-pk").iterator(chunk_size=2000),
        what=CompetitorActivity._meta.label_lower,
        filters=request.GET.urlencode(),
    )
