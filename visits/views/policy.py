"""The versions of the visit policy, and the next one."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Job
from accounts.permissions import Permission, can, require
from visits.criteria import CRITERIA
from visits.forms.policy import PolicyForm
from visits.models import Visit, VisitPolicy
from visits.services.policy import introduce_policy
from visits.services.policy_trial import KIND, tried_values, try_policy


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
    if form.is_valid() and "change" not in request.POST:
        try:
            return _done(request, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
    return render(request, "visits/policy_form.html", {"form": form})


def _done(request, values):
    if "try" in request.POST:
        return redirect("visits:policy_trial", try_policy(**values, by=request.user).uuid)
    policy = introduce_policy(**values, by=request.user)
    messages.success(request, _("Version %s is kept.") % policy.version)
    return redirect("visits:policy_list")


@require_GET
def policy_trial(request, uuid):
    require(request.user, Permission.VISIT_POLICY_MANAGE)
    job = get_object_or_404(Job.objects.visible_to(request.user).filter(kind=KIND), uuid=uuid)
    values = tried_values(job)
    context = {
        "job": job,
        "trial": job.result,
        "titles": _titles(VisitPolicy(**values)),
        "form": PolicyForm(initial=values),
        "reasons": [
            (_lack(code), number) for code, number in job.result.get("reasons", {}).items()
        ],
        "rows": _changed(request.user, job.result.get("changed", [])),
    }
    return render(request, "visits/policy_trial.html", context)


def _changed(user, changed):
    """Of the visits that would change those whom the reader sees by name, the others by their day."""
    keys = [row["visit"] for row in changed]
    visits = Visit.objects.visible_to(user).filter(uuid__in=keys).select_related("customer")
    known = {str(visit.uuid): visit for visit in visits}
    return [
        {
            "visit": known.get(row["visit"]),
            "day": row["day"],
            "lacks": [_lack(code) for code in row["missed"]],
        }
        for row in changed
    ]


def _lack(code):
    return CRITERIA[code].lack if code in CRITERIA else code


def _titles(policy):
    return [CRITERIA[code].title_under(policy) for code in policy.criteria if code in CRITERIA]


def _initial(policy):
    tomorrow = timezone.localdate() + timedelta(days=1)
    if policy is None:
        return {"valid_from": tomorrow, "criteria": list(CRITERIA)}
    names = ["criteria", "minimum_minutes", "submit_within_hours", "back_date_days"]
    return {"valid_from": tomorrow} | {name: getattr(policy, name) for name in names}
