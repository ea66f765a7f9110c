"""Who influences whom: choose the other one, say how, end it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms.fields import EndForm, carry_out
from accounts.permissions import Permission, require
from customers.forms.influence import InfluenceForm
from customers.models import Customer, Influence
from customers.place import in_lines
from customers.search import matching
from customers.services.influence import end_influence, note_influence
from customers.views.customer import address_of, find

OFFERED = 20


def influence_choose(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid)
    text = request.GET.get("q", "").strip()
    others = Customer.objects.visible_to(request.user).active().exclude(pk=customer.pk)
    found = others.filter(pk__in=matching(text)) if text else others.none()
    context = {"customer": customer, "text": text, "found": in_lines(found).in_order()[:OFFERED]}
    return render(request, "customers/influence_choose.html", context)


def influence_new(request, uuid, place_uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer, other = find(request, uuid), find(request, place_uuid)
    form = InfluenceForm(request.POST or None)
    if form.is_valid():
        said = form.values(customer, other)
        if carry_out(form, note_influence, **said, by=request.user):
            messages.success(request, _("Noted."))
            return redirect(address_of(customer, "network"))
    context = {"form": form, "customer": customer, "other": other}
    status = 422 if form.errors else 200
    return render(request, "customers/influence_form.html", context, status=status)


def influence_end(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    visible = Influence.objects.visible_to(request.user).select_related("who", "whom")
    influence = get_object_or_404(visible, uuid=uuid)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        if carry_out(form, end_influence, influence, **form.cleaned_data, by=request.user):
            messages.success(request, _("Ended; the days before stay as they were."))
            return redirect(address_of(influence.who, "network"))
    context = {"form": form, "influence": influence, "customer": influence.who}
    return render(request, "customers/influence_end.html", context)
