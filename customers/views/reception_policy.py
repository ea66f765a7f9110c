"""How an organisation receives representatives: its versions, a new one, putting one right, ending it (CN-008)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.reception_policy import (
    ReceptionEditForm,
    ReceptionEndForm,
    ReceptionForm,
    values_of,
)
from customers.models import Customer, ReceptionPolicy
from customers.reception_words import in_a_sentence, location_words, reception_of
from customers.services.reception_policy import edit_reception, end_reception, introduce_reception
from customers.views.customer import address_of, find


@require_http_methods(["GET", "POST"])
def reception_new(request, uuid):
    """`uuid` is the organisation's. The form begins with what holds now."""
    customer = find(request, uuid, kind=Customer.Kind.ORGANISATION)
    require(request.user, Permission.RECEPTION_MANAGE)
    known = ReceptionPolicy.objects.visible_to(request.user).filter(organisation=customer.pk)
    newest = known.first()
    initial = values_of(newest) | {"valid_from": None, "valid_to": None} if newest else {}
    form = ReceptionForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        if carry_out(form, introduce_reception, customer.organisation, **said, by=request.user):
            messages.success(request, _("Kept: representatives see it when they plan."))
            return redirect(address_of(customer, "reception"))
    context = {"form": form, "customer": customer}
    return render(request, "customers/reception_form.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def reception_edit(request, uuid):
    policy = _find(request, uuid)
    require(request.user, Permission.RECEPTION_MANAGE)
    customer = policy.organisation.customer
    data = [request.POST or None, request.FILES or None]
    form = ReceptionEditForm(*data, initial=values_of(policy))
    if form.is_valid() and carry_out(
        form, edit_reception, policy, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Kept."))
        return redirect(address_of(customer, "reception"))
    context = {"form": form, "customer": customer, "policy": policy}
    return render(request, "customers/reception_form.html", context, status=_status(form))


@require_GET
def reception_detail(request, uuid):
    policy = _find(request, uuid)
    return render(request, "customers/reception_detail.html", _page(policy, ReceptionEndForm()))


@require_POST
def reception_end(request, uuid):
    policy, form = _find(request, uuid), ReceptionEndForm(request.POST)
    require(request.user, Permission.RECEPTION_MANAGE)
    if form.is_valid() and carry_out(
        form, end_reception, policy, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("It ends on that day."))
        return redirect("customers:reception_detail", policy.uuid)
    return render(request, "customers/reception_detail.html", _page(policy, form), status=422)


def _find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    seen = ReceptionPolicy.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("organisation__customer", "document"), uuid=uuid)


def _page(policy, form):
    return {
        "policy": policy,
        "sentence": in_a_sentence(policy),
        "closed_places": location_words(policy.banned_locations),
        "form": form,
    }


def _status(form):
    return 422 if form.errors else 200


@require_GET
def reception_now(request, uuid):
    """How the house receives today, and when next: asked for when the customer's page stands."""
    customer = find(request, uuid)
    return render(request, "customers/_reception.html", {"reception": reception_of(customer)})
