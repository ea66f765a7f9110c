"""Follow-up actions: the list, done with evidence, dropped with a reason, added by hand."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from customers.models import Customer
from visits.forms.follow_up import FollowUpFilter, FollowUpForm
from visits.models import FollowUp
from visits.services import follow_up as verbs
from visits.services.visit import local_today


@require_GET
def follow_up_list(request):
    require(request.user, Permission.VISIT_READ)
    today = local_today(request.user)
    filters = FollowUpFilter(request.GET)
    shown = filters.narrow(FollowUp.objects.visible_to(request.user), today)
    rows = shown.select_related("customer", "owner", "visit")
    context = {
        "filters": filters,
        "page": keyset_page(rows, request.GET, order="due_on"),
        "today": today,
    }
    return render(request, "visits/follow_up_list.html", context)


@require_http_methods(["GET", "POST"])
def follow_up_new(request, uuid):
    """`uuid` is the customer's."""
    require(request.user, Permission.VISIT_LOG)
    customer = get_object_or_404(Customer.objects.visible_to(request.user), uuid=uuid)
    form = FollowUpForm(request.POST or None)
    if form.is_valid():
        verbs.add_follow_up(customer, **form.cleaned_data, by=request.user)
        messages.success(request, _("Kept: it stands on Today when it is due."))
        return redirect("visits:follow_up_list")
    return render(request, "visits/follow_up_form.html", {"form": form, "customer": customer})


@require_POST
def follow_up_done(request, uuid):
    row = _find(request, uuid)
    verbs.finish_follow_up(row, evidence=request.POST.get("evidence", ""), by=request.user)
    messages.success(request, _("Done, well followed up."))
    return redirect("visits:follow_up_list")


@require_POST
def follow_up_drop(request, uuid):
    row = _find(request, uuid)
    verbs.drop_follow_up(row, because=request.POST.get("because", ""), by=request.user)
    messages.success(request, _("Dropped; the reason is kept."))
    return redirect("visits:follow_up_list")


def _find(request, uuid):
    return get_object_or_404(FollowUp.objects.visible_to(request.user), uuid=uuid)
