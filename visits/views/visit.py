"""The list of visits, each visit's page, and its plan."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.models import Access
from accounts.permissions import Permission, can, require
from accounts.services.access import log_access, log_search
from visits.at_the_house import at_the_house
from visits.checklist import stored_checklist
from visits.forms.visit import BecauseForm, MoveForm, VisitFilter
from visits.models import AdverseEvent, FollowUp, Request, Visit, VisitAmendment, Waiver
from visits.newest import newest_visits
from visits.record import READ_WITH
from visits.services import visit as verbs
from visits.sides import with_sides

TEXTS = [
    "objective",
    "objective_measure",
    "key_points",
    "feedback",
    "consensus",
    "open_questions",
    "next_objective",
]


@require_GET
def visit_list(request):
    require(request.user, Permission.VISIT_READ)
    filters = VisitFilter(request.GET, user=request.user, today=verbs.local_today(request.user))
    if "format" in request.GET:
        shown = filters.narrow(Visit.objects.visible_to(request.user, by_index=True))
        return _export(request, shown)
    page, count = newest_visits(request.user, filters.narrow, request.GET)
    log_search(request.user, "visits.visit", filters.cleaned_data.get("q"), count=count)
    context = {"filters": filters, "page": page, "count": count}
    return render(request, "visits/visit_list.html", context)


@require_GET
def visit_detail(request, uuid):
    visit = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, "visits.visit", subject=visit)
    return render(request, "visits/visit_detail.html", _detail(request, visit))


def _find(request, uuid):
    require(request.user, Permission.VISIT_READ)
    visits = Visit.objects.visible_to(request.user).with_place()
    whole = visits.select_related(
        "customer__person",
        "rep",
        "territory",
        "topic",
        "effectiveness__policy",
        "appointment",
        "house_consent",
    )
    return get_object_or_404(whole.prefetch_related(*READ_WITH), uuid=uuid)


def _detail(request, visit):
    user = request.user
    amendments = VisitAmendment.objects.visible_to(user).filter(visit=visit)
    amended = with_sides(list(amendments.select_related("filed_by", "decided_by")))
    verdict = getattr(visit, "effectiveness", None)
    is_own = visit.rep_id == user.pk and can(user, Permission.VISIT_LOG)
    return {
        "visit": visit,
        "checklist": stored_checklist(verdict) if verdict and visit.is_done else None,
        "requests": Request.objects.visible_to(user).filter(visit=visit),
        "follow_ups": FollowUp.objects.visible_to(user).filter(visit=visit).select_related("owner"),
        "adverse_events": AdverseEvent.objects.visible_to(user).filter(visit=visit),
        "amendments": amended,
        "waiting": next((one.amendment for one in amended if one.amendment.is_open), None),
        "is_own": is_own,
        "reads_text": can(user, Permission.FREE_TEXT_READ),
        "texts": _texts(visit),
        **(at_the_house(visit) if is_own and visit.is_open else {}),
        "waivers": Waiver.objects.visible_to(user).filter(visit=visit),
        "move": _move_form(visit),
        "cancel": BecauseForm(),
    }


def _texts(visit):
    said = [(name, getattr(visit, name)) for name in TEXTS if getattr(visit, name)]
    return [(Visit._meta.get_field(name).verbose_name, text) for name, text in said]


def _move_form(visit):
    clock = {"time": visit.planned_time, "minutes": visit.planned_minutes}
    return MoveForm(initial={"day": visit.day} | clock)


def _export(request, shown):
    rows = shown.with_place().select_related("rep", "territory").newest_first()
    return export_response(
        request,
        name="visits",
        columns=_columns(),
        rows=rows.iterator(chunk_size=2000),
        what=Visit._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def _columns():
    return [
        (_("Day"), lambda visit: visit.day),
        (_("Representative"), lambda visit: visit.rep.name),
        (_("Territory"), lambda visit: visit.territory.name),
        (_("Customer"), lambda visit: visit.customer.name),
        (_("Place"), lambda visit: str(visit.organisation or "")),
        (_("Status"), lambda visit: visit.get_status_display()),
        (_("Channel"), lambda visit: visit.get_channel_display()),
        (_("Form of contact"), lambda visit: visit.get_interaction_display()),
        (_("Met in"), lambda visit: visit.get_location_display()),
        (_("Outcome"), lambda visit: visit.get_outcome_display()),
        (_("Began"), lambda visit: visit.started_at),
        (_("Minutes"), lambda visit: visit.minutes),
        (_("Objective"), lambda visit: visit.objective),
        (_("Effective"), _effective),
        (_("Submitted"), lambda visit: visit.submitted_at),
        (_("Logged late"), lambda visit: visit.is_late),
        (_("Hours until logged"), lambda visit: visit.logged_after_hours),
    ]


def _effective(visit):
    verdict = getattr(visit, "effectiveness", None)
    return verdict.is_effective if verdict else None
