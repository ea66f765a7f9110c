"""The risk rules: what each is for, how well it does, and the versions of its parameters."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import BecauseForm
from accounts.permissions import Permission, can, require
from accounts.services import parameter as parameters
from compliance import overview
from compliance.forms.rule import ParametersForm
from compliance.models import Suppression
from compliance.risk.rule import RULES
from compliance.services.suppression import end_suppression
from compliance.views.parameter import propose


@require_GET
def rule_list(request):
    require(request.user, Permission.PARAMETER_READ)
    return render(request, "compliance/rule_list.html", {"lines": overview.lines(request.user)})


@require_http_methods(["GET", "POST"])
def rule_detail(request, code):
    require(request.user, Permission.PARAMETER_READ)
    rule = _rule(code)
    in_force = parameters.parameters_on(timezone.localdate(), code)[code]
    form = ParametersForm(request.POST or None, code=code, values=in_force.whole)
    if request.method == "POST" and propose(request, code, form):
        return redirect("compliance:rule_detail", code)
    return _show(request, rule, in_force, form)


@require_POST
def rule_try(request, code):
    """What waits, on the past: it reads days of facts, so no address does it by being opened."""
    require(request.user, Permission.PARAMETER_READ)
    rule = _rule(code)
    in_force = parameters.parameters_on(timezone.localdate(), code)[code]
    form = ParametersForm(None, code=code, values=in_force.whole)
    return _show(request, rule, in_force, form, is_tried=True)


@require_POST
def suppression_end(request, uuid):
    require(request.user, Permission.ALERT_READ)
    held = get_object_or_404(Suppression.objects.visible_to(request.user), uuid=uuid)
    form = BecauseForm(request.POST)
    if form.is_valid():
        end_suppression(held, **form.cleaned_data, by=request.user)
        messages.success(request, _("The rule speaks again."))
    else:
        messages.error(request, _("Say why."))
    return redirect("compliance:rule_detail", held.rule)


def _rule(code):
    if code not in RULES:
        raise Http404
    return RULES[code]


def _show(request, rule, in_force, form, *, is_tried=False):
    context = overview.rule_in_full(rule, in_force, request.user)
    proposal = context["proposal"]
    context |= {
        "form": form,
        "may_propose": can(request.user, Permission.PARAMETER_PROPOSE) and not proposal,
    }
    if proposal and is_tried:
        context["tried"] = overview.tried(rule, proposal, request.user)
    status = 422 if form.errors else 200
    return render(request, "compliance/rule_detail.html", context, status=status)
