"""Appointments: the list, asking for one, each one's page and what becomes of it."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from customers.models import Organisation
from customers.reception_words import reception_of
from visits.forms import appointment as forms
from visits.models import Appointment, Visit
from visits.services import appointment as verbs

COUNT_AT_MOST = 1000
CHANGES = {
    "approve": (verbs.approve_appointment, forms.ApproveForm, gettext_lazy("Kept: it was given.")),
    "refuse": (verbs.refuse_appointment, forms.RefuseForm, gettext_lazy("Kept: it was refused.")),
    "cancel": (verbs.cancel_appointment, forms.CancelForm, gettext_lazy("Cancelled.")),
}


@require_GET
def appointment_list(request):
    require(request.user, Permission.VISIT_READ)
    filters = forms.AppointmentFilter(request.GET, user=request.user)
    shown = filters.narrow(Appointment.objects.visible_to(request.user))
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_people(), request.GET, order="-starts_at"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "visits/appointment_list.html", context)


@require_http_methods(["GET", "POST"])
def appointment_new(request, uuid):
    """`uuid` is the house's."""
    require(request.user, Permission.VISIT_LOG)
    houses = Organisation.objects.visible_to(request.user).select_related("customer")
    house = get_object_or_404(houses, customer__uuid=uuid)
    reception = reception_of(house.customer)
    form = forms.AppointmentForm(request.POST or None, initial=_first(reception))
    if form.is_valid():
        asked = carry_out(form, verbs.ask_for_appointment, house, **form.values(), by=request.user)
        if asked:
            messages.success(request, _("Asked for: note the answer when it comes."))
            return redirect("visits:appointment_detail", asked.uuid)
    context = {"form": form, "house": house, "reception": reception}
    return render(request, "visits/appointment_form.html", context, status=_status(form))


@require_POST
def appointment_ask(request, uuid):
    """One tap on a plan; `uuid` is the visit's."""
    require(request.user, Permission.VISIT_LOG)
    visits = Visit.objects.visible_to(request.user).with_place().select_related("topic")
    visit = get_object_or_404(visits, uuid=uuid)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise ValidationError(_("Say for which day it is asked.")) from None
    verbs.ask_for_slot(visit, day=day, by=request.user)
    messages.success(request, _("Asked for: note the answer when it comes."))
    return redirect("visits:visit_detail", visit.uuid)


@require_GET
def appointment_detail(request, uuid):
    return render(request, "visits/appointment_detail.html", _page(request, _find(request, uuid)))


@require_POST
def appointment_change(request, uuid, change):
    appointment = _find(request, uuid)
    if change not in CHANGES:
        raise Http404
    require(request.user, Permission.VISIT_LOG)
    verb, form, thanks = CHANGES[change]
    form = form(request.POST, request.FILES)
    if form.is_valid() and carry_out(form, verb, appointment, **form.cleaned_data, by=request.user):
        messages.success(request, str(thanks))
        return redirect("visits:appointment_detail", uuid)
    context = _page(request, appointment, change, form)
    return render(request, "visits/appointment_detail.html", context, status=422)


def _find(request, uuid):
    require(request.user, Permission.VISIT_READ)
    rows = Appointment.objects.visible_to(request.user).with_people()
    return get_object_or_404(rows, uuid=uuid)


def _page(request, appointment, opened="", form=None):
    user = request.user
    is_own = appointment.rep_id == user.pk and can(user, Permission.VISIT_LOG)
    possible = [name for name in CHANGES if _may_become(appointment, name)] if is_own else []
    unbound = {name: CHANGES[name][1]() for name in possible}
    visits = Visit.objects.visible_to(user).filter(appointment=appointment)
    return {
        "appointment": appointment,
        "visits": visits.select_related("customer"),
        "forms": unbound | ({opened: form} if opened in unbound else {}),
        "opened": opened,
    }


def _may_become(appointment, change):
    becomes = {"approve": "approved", "refuse": "refused", "cancel": "cancelled"}
    return becomes[change] in Appointment.NEXT[appointment.status]


def _first(reception):
    """What the house's rule says of its next slot."""
    if reception is None:
        return {}
    policy = reception.policy
    first = {"place": policy.place, "host": policy.host}
    for slot, _words in reception.slots[:1]:
        first |= {"day": slot.day, "opens_at": slot.opens_at, "closes_at": slot.closes_at}
    return first


def _export(request, shown):
    columns = [
        (_("House"), lambda row: str(row.organisation)),
        (_("Representative"), lambda row: row.rep.name),
        (_("From"), lambda row: row.starts_at),
        (_("Until"), lambda row: row.ends_at),
        (_("Place"), lambda row: row.place),
        (_("Who receives"), lambda row: row.host),
        (_("Topic"), lambda row: row.topic),
        (_("Status"), lambda row: row.get_status_display()),
        (_("Given by"), lambda row: row.approved_by),
        (_("Given at"), lambda row: row.approved_at),
    ]
    return export_response(
        request,
        name="appointments",
        columns=columns,
        rows=shown.with_people().iterator(chunk_size=2000),
        what=Appointment._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def _status(form):
    return 422 if form.errors else 200
