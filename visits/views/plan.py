"""Planning a visit, changing, moving and cancelling it."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from customers.reception_words import reception_of
from visits.choices import chosen_customer, customers_to_log
from visits.contact_guard import notices, notices_of_open
from visits.converters import YEARS
from visits.forms.offers import Offers
from visits.forms.plan import PlanForm
from visits.forms.record import values_of
from visits.forms.visit import BecauseForm, MoveForm
from visits.models import Visit
from visits.record import READ_WITH, record_of
from visits.services import visit as verbs
from visits.services.series import cancel_later, move_later


@require_http_methods(["GET", "POST"])
def visit_plan(request):
    """Whom first, then when and what for; a link may bring the customer and the day."""
    require(request.user, Permission.VISIT_LOG)
    customer, day = chosen_customer(request.user, request.GET), day_of(request)
    if customer is None:
        choices = customers_to_log(request.user, request.GET)
        template = "_customer_choices.html" if request.htmx else "plan_new.html"
        return render(request, f"visits/{template}", {"choices": choices, "is_plan": True})
    form = PlanForm(
        request.POST or None,
        offers=Offers.of_plan(request.user, customer, day),
        values=_first_values(customer, day, request.GET.get("time", "")),
    )
    visit = _try(form, lambda **said: verbs.plan_visit(customer, **said, by=request.user))
    if visit:
        messages.success(request, _("Planned for %s.") % date_format(visit.day, "DATE_FORMAT"))
        return _next(request, visit)
    context = {"form": form, "customer": customer, "place": customer.place}
    context |= _at_the_house(request.user, customer, form, day)
    return render(request, "visits/visit_plan.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def visit_edit(request, uuid):
    visit = _find(request, uuid)
    planned = {
        "day": [visit.day.isoformat()],
        "time": [_clock(visit.planned_time)],
        "planned_minutes": [visit.planned_minutes],
    }
    form = PlanForm(
        request.POST or None,
        offers=Offers.of_visit(visit),
        values=values_of(record_of(visit)) | planned,
    )
    if _try(form, lambda **said: _change(visit, form, said, request.user)):
        messages.success(request, _("Plan changed."))
        return redirect("visits:visit_detail", visit.uuid)
    context = _at_the_house(request.user, visit.customer, form, visit.day) | {
        "form": form,
        "visit": visit,
        "customer": visit.customer,
        "place": visit.organisation,
    }
    return render(request, "visits/visit_plan.html", context, status=_status(form))


@require_POST
def visit_move(request, uuid):
    visit = _find(request, uuid)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise ValidationError(next(iter(form.errors.values())))
    said = form.cleaned_data
    if said.pop("and_later"):
        moved = move_later(visit, **said, by=request.user)
        said_so = ngettext("%(n)s plan moved.", "%(n)s plans moved.", len(moved)) % {
            "n": len(moved)
        }
    else:
        verbs.reschedule_visit(visit, **said, by=request.user)
        said_so = _("Moved to %s.") % date_format(said["day"], "DATE_FORMAT")
    messages.success(request, said_so)
    return redirect("visits:visit_detail", visit.uuid)


@require_POST
def visit_cancel(request, uuid):
    form = BecauseForm(request.POST)
    form.is_valid()
    verb = cancel_later if form.cleaned_data.pop("and_later") else verbs.cancel_visit
    verb(_find(request, uuid), **form.cleaned_data, by=request.user)
    messages.success(request, _("Cancelled; the reason is kept."), extra_tags=f"draft:{uuid}")
    return redirect("visits:today")


@require_POST
def visit_start(request, uuid):
    visit = verbs.start_visit(_find(request, uuid), by=request.user)
    return redirect("visits:visit_log", visit.uuid)


def _find(request, uuid):
    require(request.user, Permission.VISIT_LOG)
    visits = Visit.objects.visible_to(request.user).with_place().select_related("rep", "topic")
    return get_object_or_404(visits.prefetch_related(*READ_WITH), uuid=uuid)


def _try(form, verb):
    """What the verb made of a form that was posted, or None with its refusals in the form."""
    if not form.is_valid():
        return None
    record, said = form.record(), form.cleaned_data
    names = [
        *["objective", "objective_measure", "objective_by", "products", "materials"],
        *["topic", "participants", "channel", "next_step", "is_requested"],
    ]
    place = {"organisation": record.organisation, "department": record.department}
    typed = {name: getattr(record, name) for name in names}
    try:
        clock = {"time": said["time"], "minutes": said["planned_minutes"]}
        return verb(day=said["day"], **clock, **typed, **place)
    except ValidationError as refusal:
        form.take(refusal)
        return None


def _next(request, visit):
    """What speaks against the plan is said at once, on the page where one can ask for an appointment or a waiver."""
    found = notices_of_open(visit)
    if found:
        messages.warning(request, found[0].sentence)
    if any(notice.stops for notice in found):
        return redirect("visits:visit_detail", visit.uuid)
    return redirect("visits:day", visit.day)


def _at_the_house(user, customer, form, day):
    """For the day and time that the form holds now, as far as they can be read."""
    said = getattr(form, "cleaned_data", {})
    day, time = said.get("day") or day, said.get("time")
    house = form.offers.organisation
    return {
        "notices": notices(user, customer, day=day, time=time, organisation=house),
        "reception": reception_of(house.customer) if house else None,
        "day_url": f"{reverse('visits:visit_plan')}?customer={customer.uuid}&day=",
    }


def _change(visit, form, said, by):
    clock = {name: said[name] for name in ("day", "time", "minutes")}
    return verbs.edit_plan(visit, record=form.record(), **clock, by=by)


def _first_values(customer, day, time=""):
    return {
        "day": [day.isoformat()],
        "time": [time],
        "participants": [str(customer.uuid)] if customer.is_person else [],
        "channel": [Visit.Channel.FACE.value],
    }


def _status(form):
    return 422 if form.errors else 200


def day_of(request):
    """The day that the address names, or today."""
    today = verbs.local_today(request.user)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if day.year in YEARS else today


def _clock(time):
    return time.strftime("%H:%M") if time else ""
