"""A manager sets a tier on the customer's page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.tier import TierForm
from customers.services.tier import set_tier
from customers.views.customer import address_of, find


@require_POST
def tier_set(request, uuid):
    customer = find(request, uuid)
    require(request.user, Permission.TIER_SET)
    form = TierForm(request.POST)
    if form.is_valid():
        if carry_out(form, set_tier, customer, **form.cleaned_data, by=request.user):
            messages.success(request, _("Tier kept, with its reason."))
            return redirect(address_of(customer, "tiers"))
    return render(request, "customers/tier_form.html", {"tier_form": form, "customer": customer})
