"""Requests to be forgotten: one of us enters them, another decides."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from accounts.signed import signatures_on
from compliance.forms.erasure import DecisionForm, HoldForm, ReleaseForm, RequestForm
from compliance.models import ErasureCase, LegalHold
from compliance.services import erasure as verbs
from compliance.services.legal_hold import place_hold, release_hold
from customers.models import Customer

VERDICTS = {"approve": verbs.approve_erasure, "refuse": verbs.refuse_erasure}


@require_GET
def erasure_list(request):
    require(request.user, Permission.ERASURE_READ)
    cases = ErasureCase.objects.visible_to(request.user).with_people()
    page = keyset_page(cases, request.GET, order="-requested_at")
    return render(request, "compliance/erasure_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def erasure_new(request, uuid):
    """For one person, from her page."""
    require(request.user, Permission.ERASURE_REQUEST)
    people = Customer.objects.visible_to(request.user).filter(kind=Customer.Kind.PERSON)
    customer = get_object_or_404(people, uuid=uuid)
    form = RequestForm(request.POST or None)
    if form.is_valid():
        case = carry_out(
            form, verbs.request_erasure, customer, **form.cleaned_data, by=request.user
        )
        if case:
            messages.success(request, _("Requested. Somebody else decides."))
            return redirect("compliance:erasure_detail", case.uuid)
    context = {"form": form, "customer": customer}
    return render(request, "compliance/erasure_form.html", context)


@require_GET
def erasure_detail(request, uuid):
    case = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, "compliance.erasurecase", subject=case)
    return _show(request, case)


@require_POST
def erasure_decide(request, uuid):
    case, form = _find(request, uuid), DecisionForm(request.POST, request=request)
    verbs.check_may_decide(case, request.user)
    if form.is_valid():
        said = {"because": form.cleaned_data["because"], "credentials": form.credentials()}
        verb = VERDICTS[form.cleaned_data["verdict"]]
        if carry_out(form, verb, case, **said, by=request.user):
            messages.success(request, _("Signed and decided."))
            return redirect("compliance:erasure_detail", uuid)
    return _show(request, case, decision=form)


@require_POST
def hold_place(request, uuid):
    case, form = _find(request, uuid), HoldForm(request.POST)
    if form.is_valid() and carry_out(
        form, place_hold, case.customer, **form.cleaned_data, by=request.user
    ):
        return redirect("compliance:erasure_detail", uuid)
    return _show(request, case, hold=form)


@require_http_methods(["GET", "POST"])
def hold_release(request, uuid):
    require(request.user, Permission.ERASURE_DECIDE)
    hold = get_object_or_404(LegalHold.objects.visible_to(request.user), uuid=uuid)
    form = ReleaseForm(request.POST or None)
    if form.is_valid() and carry_out(
        form, release_hold, hold, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Released."))
        return redirect("compliance:erasure_list")
    return render(request, "compliance/hold_release.html", {"hold": hold, "form": form})


def _find(request, uuid):
    require(request.user, Permission.ERASURE_READ)
    return get_object_or_404(ErasureCase.objects.visible_to(request.user).with_people(), uuid=uuid)


def _show(request, case, *, decision=None, hold=None):
    context = {
        "case": case,
        "holds": verbs.holds_on(case.customer).select_related("placed_by"),
        "duties": verbs.why_kept(case.customer),
        "may_decide": case.status == "requested" and case.requested_by != request.user,
        "signatures": signatures_on(case),
        "form": decision or DecisionForm(request=request),
        "hold_form": hold or HoldForm(),
    }
    return render(request, "compliance/erasure_detail.html", context)
