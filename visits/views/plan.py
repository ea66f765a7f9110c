"""Planning a visit, changing, moving and cancelling it."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from visits.choices import chosen_customer, customers_to_log
from visits.forms.offers import Offers
from visits.forms.plan import PlanForm
from visits.forms.record import values_of
from visits.forms.visit import BecauseForm, MoveForm
from visits.models import Visit
from visits.record import READ_WITH, record_of
from visits.services import visit as verbs


@require_http_methods(["GET", "POST"])
def visit_plan(request):
    """Whom first, then when and what for; a link may bring the customer and the day."""
    require(request.user, Permission.VISIT_LOG)
    customer, day = chosen_customer(request.user, request.GET), _day(request)
    if customer is None:
        choices = customers_to_log(request.user, request.GET)
        template = "_customer_choices.html" if request.htmx else "plan_new.html"
        return render(request, f"visits/{template}", {"choices": choices, "is_plan": True})
    form = PlanForm(
        request.POST or None,
        offers=Offers.of_plan(request.user, customer, day),
        values=_first_values(customer, day),
    )
    visit = _try(form, lambda **said: verbs.plan_visit(customer, **said, by=request.user))
    if visit:
        messages.success(request, _("Planned for %s.") % date_format(visit.day, "DATE_FORMAT"))
        return redirect("visits:day", visit.day)
    context = {"form": form, "customer": customer, "place": customer.place}
    return render(request, "visits/visit_plan.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
def visit_edit(request, uuid):
    visit = _find(request, uuid)
    planned = {"day": [visit.day.isoformat()], "time": [_clock(visit.planned_time)]}
    form = PlanForm(
        request.POST or None,
        offers=Offers.of_visit(visit),
        values=values_of(record_of(visit)) | planned,
    )
    if _try(form, lambda **said: _change(visit, form, said, request.user)):
        messages.success(request, _("Plan changed."))
        return redirect("visits:visit_detail", visit.uuid)
    context = {
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
        raise ValidationError(_("Say the day to which the visit moves."))
    visit = verbs.reschedule_visit(visit, **form.cleaned_data, by=request.user)
    messages.success(request, _("Moved to %s.") % date_format(visit.day, "DATE_FORMAT"))
    return redirect("visits:visit_detail", visit.uuid)


@require_POST
def visit_cancel(request, uuid):
    form = BecauseForm(request.POST)
    form.is_valid()
    verbs.cancel_visit(_find(request, uuid), **form.cleaned_data, by=request.user)
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
        *["topic", "participants", "channel", "next_step"],
    ]
    place = {"organisation": record.organisation, "department": record.department}
    typed = {name: getattr(record, name) for name in names}
    try:
        return verb(day=said["day"], time=said["time"], **typed, **place)
    except ValidationError as refusal:
        form.take(refusal)
        return None


def _change(visit, form, said, by):
    return verbs.edit_plan(visit, record=form.record(), day=said["day"], time=said["time"], by=by)


def _first_values(customer, day):
    return {
        "day": [day.isoformat()],
        "participants": [str(customer.uuid)] if customer.is_person else [],
        "channel": [Visit.Channel.FACE.value],
    }


def _status(form):
    return 422 if form.errors else 200


def _day(request):
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return verbs.local_today(request.user)


def _clock(time):
    return time.strftime("%H:%M") if time else ""
