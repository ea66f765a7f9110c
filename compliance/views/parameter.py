"""Figures that the company sets: what holds now, its versions, and a proposal until a second person decides on it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.models import ParameterVersion
from accounts.parameters import TITLES
from accounts.permissions import Permission, can, require
from accounts.services import parameter as parameters
from compliance import overview
from compliance.forms.rule import ParametersForm

DECISIONS = {
    "approve": (parameters.approve_parameters, gettext_lazy("Approved.")),
    "reject": (parameters.reject_parameters, gettext_lazy("Rejected.")),
    "withdraw": (parameters.withdraw_parameters, gettext_lazy("Withdrawn.")),
}


@require_http_methods(["GET", "POST"])
def parameters_detail(request, code):
    """Of a set that belongs to no rule."""
    require(request.user, Permission.PARAMETER_READ)
    if code not in TITLES:
        raise Http404
    in_force = parameters.parameters_on(timezone.localdate(), code)[code]
    form = ParametersForm(request.POST or None, code=code, values=in_force.whole)
    if request.method == "POST" and propose(request, code, form):
        return redirect("compliance:parameters_detail", code)
    context = overview.parameters_in_full(code, in_force, request.user)
    context |= {
        "title": TITLES[code],
        "form": form,
        "may_propose": can(request.user, Permission.PARAMETER_PROPOSE) and not context["proposal"],
    }
    status = 422 if form.errors else 200
    return render(request, "compliance/parameters_detail.html", context, status=status)


def propose(request, code, form):
    """Whether it was proposed; the form says what was wrong."""
    require(request.user, Permission.PARAMETER_PROPOSE)
    if not form.is_valid() or not carry_out(
        form, parameters.propose_parameters, code, **form.said(), by=request.user
    ):
        return False
    messages.success(request, _("Proposed: it counts once a second person approves it."))
    return True


@require_POST
def parameters_decide(request, uuid, decision):
    if decision not in DECISIONS:
        raise Http404
    require(request.user, Permission.PARAMETER_READ)
    proposal = get_object_or_404(ParameterVersion.objects.visible_to(request.user), uuid=uuid)
    verb, said = DECISIONS[decision]
    reasons = {} if decision == "withdraw" else {"because": request.POST.get("because", "")}
    verb(proposal, **reasons, by=request.user)
    messages.success(request, str(said))
    page = "parameters_detail" if proposal.code in TITLES else "rule_detail"
    return redirect(f"compliance:{page}", proposal.code)
