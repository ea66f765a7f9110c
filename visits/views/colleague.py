"""Whom a rep may tick as present: found by typing where more people work than a form shows."""

from datetime import date

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, require
from accounts.services.access import log_search
from customers.models import Department, Organisation
from customers.search import typed
from visits.choices import uuids_in
from visits.forms.offers import Offers
from visits.forms.record import PeopleForm
from visits.record import Record
from visits.services.visit import local_today


@require_GET
def colleague_list(request, uuid):
    require(request.user, Permission.VISIT_LOG)
    places = Organisation.objects.visible_to(request.user)
    place = get_object_or_404(places.select_related("customer"), customer__uuid=uuid)
    department = _department(request, place)
    offers = Offers(request.user, _day(request), place, department, Record())
    form = PeopleForm(request.GET, offers=offers)
    log_search(request.user, "customers.customer", typed(request.GET.get("q", "")))
    return render(request, "visits/_people_found.html", {"form": form})


def _department(request, place):
    """Whose people are all to be ticked, if the address names one."""
    if "department" not in request.GET:
        return None
    named = uuids_in([request.GET["department"]])
    departments = Department.objects.visible_to(request.user).filter(organisation=place)
    return get_object_or_404(departments, uuid__in=named)


def _day(request):
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return local_today(request.user)
