"""Which territory a customer belongs to, and moving many at once."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.forms.fields import BecauseForm, EndForm, carry_out
from accounts.permissions import Permission, require
from customers.forms.alignment import AlignForm, RealignForm
from customers.forms.filter import NARROWING
from customers.models import Alignment, Customer
from customers.place import with_place
from customers.services.alignment import (
    align_customer,
    end_alignment,
    moving_customers,
    preview_realignment,
    realign,
)
from customers.views.customer import address_of, find

SHOWN = 50


@require_POST
def alignment_new(request, uuid):
    customer = find(request, uuid)
    form = AlignForm(request.POST, user=request.user)
    if form.is_valid():
        align_customer(customer, **form.cleaned_data, by=request.user)
        messages.success(request, _("Territory kept."))
    else:
        messages.error(request, _("Choose a territory and a day."))
    return redirect(address_of(customer, "territories"))


def alignment_end(request, uuid):
    require(request.user, Permission.CUSTOMER_ALIGN)
    visible = Alignment.objects.visible_to(request.user).select_related("customer", "territory")
    alignment = get_object_or_404(visible, uuid=uuid)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        if carry_out(form, end_alignment, alignment, **form.cleaned_data, by=request.user):
            messages.success(request, _("Ended; what happened there stays counted there."))
            return redirect("customers:list")
    context = {"form": form, "alignment": alignment, "customer": alignment.customer}
    return render(request, "customers/alignment_end.html", context)


def realignment(request):
    """The address says what would move and shows it; the button moves exactly that."""
    require(request.user, Permission.CUSTOMER_ALIGN)
    form = RealignForm(request.GET or None, user=request.user)
    because = BecauseForm(request.POST or None)
    context = {"form": form, "because_form": because}
    if form.is_valid():
        chosen = _chosen(request, form)
        if because.is_valid():
            said = form.where() | because.cleaned_data
            moved = carry_out(form, realign, chosen, **said, by=request.user)
            if moved is not None:
                return _moved(request, moved)
        context |= carry_out(form, _preview, form, chosen) or {}
    return render(request, "customers/realignment.html", context)


def _chosen(request, form):
    customers = Customer.objects.visible_to(request.user)
    for name in ("kind", "tier", "city"):
        if form.cleaned_data[name]:
            customers = customers.filter(NARROWING[name](form.cleaned_data[name]))
    return customers


def _preview(form, chosen):
    where = form.where()
    moving = moving_customers(chosen, source=where["source"], on=where["on"])
    return {
        "preview": preview_realignment(chosen, **where),
        "rows": with_place(moving).in_order()[:SHOWN],
        **where,
    }


def _moved(request, moved):
    sentence = ngettext("%(n)s customer moves.", "%(n)s customers move.", moved) % {"n": moved}
    messages.success(request, sentence)
    return redirect("customers:list")
