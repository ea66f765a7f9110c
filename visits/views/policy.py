"""The versions of the visit policy, and the next one."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission, can, require
from visits.criteria import CRITERIA
from visits.forms.policy import PolicyForm
from visits.models import VisitPolicy
from visits.services.policy import introduce_policy


@require_GET
def policy_list(request):
    """Everybody may read by what visits are judged."""
    policies = VisitPolicy.objects.visible_to(request.user)
    context = {
        "versions": [(policy, _titles(policy)) for policy in policies],
        "today": timezone.localdate(),
        "may_change": can(request.user, Permission.VISIT_POLICY_MANAGE),
    }
    return render(request, "visits/policy_list.html", context)


@require_http_methods(["GET", "POST"])
def policy_new(request):
    require(request.user, Permission.VISIT_POLICY_MANAGE)
    newest = VisitPolicy.objects.visible_to(request.user).first()
    form = PolicyForm(request.POST or None, initial=_initial(newest))
    if form.is_valid():
        try:
            policy = introduce_policy(**form.cleaned_data, by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, _("Version %s is kept.") % policy.version)
            return redirect("visits:policy_list")
    return render(request, "visits/policy_form.html", {"form": form})


def _titles(policy):
    return [CRITERIA[code].title_under(policy) for code in policy.criteria if code in CRITERIA]


def _initial(policy):
    tomorrow = timezone.localdate() + timedelta(days=1)
    if policy is None:
        return {"valid_from": tomorrow, "criteria": list(CRITERIA)}
    names = ["criteria", "minimum_minutes", "submit_within_hours", "back_date_days"]
    return {"valid_from": tomorrow} | {name: getattr(policy, name) for name in names}
