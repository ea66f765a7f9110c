"""Cycle plans: the list, each one's page, its table of numbers, and what happens to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from visits.attainment import outlook_of, progress_among, progress_of
from visits.forms.cycle_plan import (
    ApproveForm,
    CyclePlanFilter,
    ReturnForm,
    TableForm,
    TargetForm,
)
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.plan_columns import TARGETS, of_plans
from visits.plan_load import load_of, room_of
from visits.services import cycle_plan as verbs

COUNT_AT_MOST = 1000
TARGETS_A_PAGE = 50
EXPORTED_AT_MOST = 5000  # plans of one file: years of a large company
PLANNED_AT_ONCE = 40  # customers whom one link names


@require_GET
def cycle_plan_list(request):
    require(request.user, Permission.CYCLE_PLAN_READ)
    filters = CyclePlanFilter(request.GET, user=request.user)
    shown = filters.narrow(CyclePlan.objects.visible_to(request.user)).with_people()
    if "format" in request.GET:
        return _export_plans(request, shown)
    page = keyset_page(shown, request.GET, order="-generated_at")
    progress = progress_of(page.rows)
    context = {
        "filters": filters,
        "page": page,
        "lines": [(plan, progress[plan.pk]) for plan in page.rows],
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
        "unplanned": _unplanned(request.user),
    }
    return render(request, "visits/cycle_plan_list.html", context)


@require_POST
def cycle_plan_generate(request, uuid):
    """`uuid` is the cycle's."""
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user), uuid=uuid)
    plan = verbs.generate_plan(cycle, by=request.user)
    messages.success(request, _("Generated from the playbooks: put it right, then submit it."))
    return redirect("visits:cycle_plan_detail", plan.uuid)


@require_GET
def cycle_plan_detail(request, uuid):
    plan = _find(request, uuid)
    if "format" in request.GET:
        return _export_targets(request, plan)
    return _show(request, plan)


@require_http_methods(["GET", "POST"])
def cycle_plan_edit(request, uuid):
    """One page of the table; it is kept before another is shown."""
    plan = _own(request, uuid)
    rows = _targets(request, plan).with_names()
    page = keyset_page(rows, request.GET, order="rank", size=TARGETS_A_PAGE)
    form = TableForm(request.POST or None, targets=page.rows)
    if form.is_valid():
        changed = carry_out(form, verbs.set_targets, plan, form.numbers(), by=request.user)
        if changed is not None:
            said = ngettext("%(n)s number changed.", "%(n)s numbers changed.", changed)
            messages.success(request, said % {"n": changed})
            return redirect(request.get_full_path())
    context = {"plan": plan, "form": form, "page": page, "load": _load(plan)}
    return render(
        request, "visits/cycle_plan_edit.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def cycle_plan_add(request, uuid):
    plan, q = _own(request, uuid), request.GET.get("q", "")
    form = TargetForm(request.POST or None, user=request.user, q=q)
    if form.is_valid() and carry_out(
        form, verbs.add_target, plan, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Added to the plan."))
        return redirect("visits:cycle_plan_edit", uuid)
    context = {"plan": plan, "form": form, "q": q}
    return render(
        request, "visits/cycle_plan_add.html", context, status=422 if form.errors else 200
    )


@require_POST
def cycle_plan_trim(request, uuid):
    cut = verbs.trim_plan(_find(request, uuid), by=request.user)
    said = ngettext("%(n)s visit taken away.", "%(n)s visits taken away.", cut)
    messages.success(request, said % {"n": cut})
    return redirect("visits:cycle_plan_detail", uuid)


@require_POST
def cycle_plan_submit(request, uuid):
    verbs.submit_plan(_find(request, uuid), by=request.user)
    messages.success(request, _("Submitted: your manager decides on it."))
    return redirect("visits:cycle_plan_detail", uuid)


@require_POST
def cycle_plan_approve(request, uuid):
    plan, form = _find(request, uuid), ApproveForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.approve_plan, plan, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Approved."))
        return redirect("visits:cycle_plan_detail", uuid)
    return _show(request, plan, approve=form)


@require_POST
def cycle_plan_return(request, uuid):
    plan, form = _find(request, uuid), ReturnForm(request.POST)
    verbs.check_may_decide(plan, request.user)
    if form.is_valid() and carry_out(
        form, verbs.return_plan, plan, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Returned; the representative reads your reason."))
        return redirect("visits:cycle_plan_detail", uuid)
    return _show(request, plan, returning=form)


def _show(request, plan, *, approve=None, returning=None):
    decides = plan.is_waiting and verbs.may_decide(plan, request.user)
    rows = _targets(request, plan).with_coming().with_names()
    targets = list(rows)
    outlook = None if plan.is_closed else outlook_of(plan, targets)
    own = plan.rep_id == request.user.pk
    context = {
        "plan": plan,
        "page": keyset_page(rows, request.GET, order="rank", size=TARGETS_A_PAGE),
        "progress": progress_among(targets),
        "outlook": outlook,
        "load": _load(plan, targets),
        "own": own,
        "gap": outlook and own and outlook.gap[:PLANNED_AT_ONCE],
        "moved": [row for row in targets if row.before_leave is not None][:TARGETS_A_PAGE],
        "approve": decides and (approve or ApproveForm()),
        "returning": decides and (returning or ReturnForm()),
    }
    status = 422 if approve or returning else 200
    return render(request, "visits/cycle_plan_detail.html", context, status=status)


def _load(plan, targets=None):
    """Of what is still written against the calendar of now; of what is agreed, against the days it was agreed for."""
    capacity = room_of(plan).capacity if plan.is_writable else plan.capacity
    return load_of(plan, capacity, targets)


def _find(request, uuid):
    require(request.user, Permission.CYCLE_PLAN_READ)
    plans = CyclePlan.objects.visible_to(request.user).with_people()
    return get_object_or_404(plans, uuid=uuid)


def _own(request, uuid):
    require(request.user, Permission.CYCLE_PLAN_KEEP)
    plan = _find(request, uuid)
    if plan.rep_id != request.user.pk:
        raise PermissionDenied(_("Only the representative whose plan this is can do that."))
    return plan


def _targets(request, plan):
    return PlanTarget.objects.visible_to(request.user).filter(plan=plan)


def _unplanned(user):
    """Open cycles for which the rep has no plan yet, the next one first."""
    if not can(user, Permission.CYCLE_PLAN_KEEP):
        return []
    own = CyclePlan.objects.visible_to(user).filter(rep=user)
    missing = Cycle.objects.visible_to(user).open().exclude(pk__in=own.values("cycle"))
    return list(missing.order_by("valid_from"))


def _export_plans(request, plans):
    rows = list(plans.order_by("-generated_at", "-pk")[:EXPORTED_AT_MOST])
    return export_response(
        request,
        name="cycle-plans",
        columns=of_plans(progress_of(rows)),
        rows=rows,
        what=CyclePlan._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def _export_targets(request, plan):
    rows = _targets(request, plan).with_coming().with_names().order_by("rank", "pk")
    return export_response(
        request,
        name="cycle-plan",
        columns=TARGETS,
        rows=rows.iterator(chunk_size=2000),
        what="visits.plantarget",
        filters=str(plan.uuid),
    )
