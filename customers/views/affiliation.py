"""Where people work: choose the place, then say since when and as what."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.fields import EndForm, carry_out
from accounts.permissions import Permission, require
from customers.forms.person import PlaceForm
from customers.models import Affiliation, Customer
from customers.search import matching
from customers.services.affiliation import affiliate, end_affiliation, make_primary
from customers.views.customer import address_of, find

OFFERED = 20


def place_choose(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid, kind=Customer.Kind.PERSON)
    text = request.GET.get("q", "").strip()
    places = Customer.objects.visible_to(request.user).filter(kind=Customer.Kind.ORGANISATION)
    found = places.active().filter(pk__in=matching(text)) if text else places.none()
    context = {
        "customer": customer,
        "text": text,
        "found": found.select_related("organisation").in_order()[:OFFERED],
    }
    return render(request, "customers/place_choose.html", context)


def place_new(request, uuid, place_uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    customer = find(request, uuid, kind=Customer.Kind.PERSON)
    place = find(request, place_uuid, kind=Customer.Kind.ORGANISATION)
    organisation = place.organisation
    form = PlaceForm(request.POST or None, user=request.user, organisation=organisation)
    if form.is_valid():
        said = form.cleaned_data
        if carry_out(form, affiliate, customer.person, organisation, **said, by=request.user):
            messages.success(request, _("Place of work kept."))
            return redirect(address_of(customer, "places"))
    context = {"form": form, "customer": customer, "place": place}
    return render(request, "customers/place_form.html", context)


def place_end(request, uuid):
    require(request.user, Permission.CUSTOMER_EDIT)
    affiliation = _find(request, uuid)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        end_affiliation(affiliation, **form.cleaned_data, by=request.user)
        messages.success(request, _("Ended; the days before stay as they were."))
        return redirect(address_of(affiliation.person.customer, "places"))
    context = {"form": form, "affiliation": affiliation, "customer": affiliation.person.customer}
    return render(request, "customers/place_end.html", context)


@require_POST
def place_main(request, uuid):
    affiliation = _find(request, uuid)
    make_primary(affiliation, by=request.user)
    messages.success(request, _("Main place of work from today."))
    return redirect(address_of(affiliation.person.customer, "places"))


def _find(request, uuid):
    visible = Affiliation.objects.visible_to(request.user)
    people = visible.select_related("person__customer", "organisation__customer")
    return get_object_or_404(people, uuid=uuid)
