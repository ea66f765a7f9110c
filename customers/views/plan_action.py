"""What happens to the parts of a plan: progress of an objective, actions added, done and dropped."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.account_plan import ActionForm, DoneForm, DropActionForm, ProgressForm
from customers.models import PlanAction, PlanObjective
from customers.plan_reminders import address_of
from customers.services.account_plan import record_progress
from customers.services.plan_action import add_action, drop_action, finish_action
from customers.views.account_plan import owners

ENDINGS = {"done": (finish_action, DoneForm), "drop": (drop_action, DropActionForm)}


@require_http_methods(["GET", "POST"])
def objective_progress(request, uuid):
    objective = _objective(request, uuid)
    form = ProgressForm(request.POST or None, initial={"reached": objective.reached})
    return _answer(request, form, record_progress, objective, objective.plan, objective.what)


@require_http_methods(["GET", "POST"])
def action_new(request, uuid):
    """`uuid` is the objective's."""
    objective = _objective(request, uuid)
    form = ActionForm(request.POST or None, owners=owners(request, objective.plan))
    return _answer(request, form, add_action, objective, objective.plan, _("New action"))


@require_POST
def action_end(request, uuid, ending):
    require(request.user, Permission.CUSTOMER_READ)
    seen = PlanAction.objects.visible_to(request.user)
    action = get_object_or_404(seen.select_related("objective__plan__customer"), uuid=uuid)
    if ending not in ENDINGS:
        raise Http404
    verb, form_class = ENDINGS[ending]
    form = form_class(request.POST)
    return _answer(request, form, verb, action, action.objective.plan, action.what)


def _objective(request, uuid):
    require(request.user, Permission.PLAN_KEEP)
    seen = PlanObjective.objects.visible_to(request.user).select_related("plan__customer")
    return get_object_or_404(seen, uuid=uuid)


def _answer(request, form, verb, subject, plan, title):
    if form.is_valid() and carry_out(form, verb, subject, **form.cleaned_data, by=request.user):
        messages.success(request, _("Kept."))
        return redirect(address_of(plan))
    context = {"form": form, "plan": plan, "title": title, "customer": plan.customer}
    return render(request, "customers/plan_part_form.html", context)
