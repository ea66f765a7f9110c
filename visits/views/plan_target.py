"""One target of a cycle plan: how it stands, what its rep says against it, what the manager answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from visits.forms.cycle_plan import AcceptForm, ChallengeForm, DeclineForm
from visits.models import PlanTarget
from visits.services import plan_target as verbs
from visits.services.cycle_plan import check_may_decide, may_decide


@require_GET
def plan_target_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_POST
def plan_target_challenge(request, uuid):
    target, form = _find(request, uuid), ChallengeForm(request.POST)
    require(request.user, Permission.CYCLE_PLAN_KEEP)
    if form.is_valid() and carry_out(
        form, verbs.challenge_target, target, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Challenged: your manager answers."))
        return redirect("visits:plan_target_detail", uuid)
    return _show(request, target, challenge=form)


@require_POST
def plan_target_accept(request, uuid):
    target, form = _find(request, uuid), AcceptForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.accept_challenge, target, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Accepted: the plan says the new number."))
        return redirect("visits:cycle_plan_detail", target.plan.uuid)
    return _show(request, target, accept=form)


@require_POST
def plan_target_decline(request, uuid):
    target, form = _find(request, uuid), DeclineForm(request.POST)
    check_may_decide(target.plan, request.user)
    if form.is_valid() and carry_out(
        form, verbs.decline_challenge, target, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Declined; the representative reads your reason."))
        return redirect("visits:cycle_plan_detail", target.plan.uuid)
    return _show(request, target, decline=form)


def _find(request, uuid):
    require(request.user, Permission.CYCLE_PLAN_READ)
    rows = PlanTarget.objects.visible_to(request.user).with_coming().with_names()
    return get_object_or_404(rows.select_related("plan__rep", "plan__cycle"), uuid=uuid)


def _show(request, target, *, challenge=None, accept=None, decline=None):
    plan = target.plan
    own = plan.rep_id == request.user.pk and not plan.is_closed
    decides = target.is_challenged and may_decide(plan, request.user)
    context = {
        "target": target,
        "plan": plan,
        "challenge": own and not target.is_challenged and (challenge or ChallengeForm()),
        "accept": decides and (accept or AcceptForm()),
        "decline": decides and (decline or DeclineForm()),
    }
    status = 422 if challenge or accept or decline else 200
    return render(request, "visits/plan_target_detail.html", context, status=status)
