"""New people and their facts."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.data_sides import waiting_change
from customers.forms.person import PersonForm, initial_of
from customers.models import Customer
from customers.services.person import create_person
from customers.views.customer import address_of, find, keep_or_propose


def person_new(request, uuid=None):
    """A person of that organisation, or one without a place of work."""
    require(request.user, Permission.CUSTOMER_EDIT)
    place = find(request, uuid, kind=Customer.Kind.ORGANISATION) if uuid else None
    organisation = place and place.organisation
    form = PersonForm(request.POST or None, user=request.user, organisation=organisation)
    if form.is_valid():
        person = carry_out(form, create_person, **form.values(), by=request.user)
        if person:
            messages.success(request, _("Kept."))
            return redirect(address_of(person.customer))
    return render(request, "customers/person_form.html", {"form": form, "place": place})


def person_edit(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid, kind=Customer.Kind.PERSON)
    person = customer.person
    initial = initial_of(person)
    form = PersonForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        person=person,
        initial=initial,
    )
    if form.is_valid() and keep_or_propose(request, form, customer, form.changes()):
        return redirect(address_of(customer, "facts"))
    context = {"form": form, "customer": customer, "waiting": waiting_change(customer)}
    return render(request, "customers/person_form.html", context)
