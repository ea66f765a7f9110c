"""Whom to see next and why: taken over into the plan with a tap, or dismissed with a reason (VIS-13)."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, require
from accounts.registry import suggestion_rules
from customers.models import Customer
from visits.choices import chosen_customers
from visits.models import SuggestionAnswer
from visits.services import suggestion as verbs
from visits.services.visit import PLANS_REACH, local_today
from visits.suggestions import learned_weights, suggest

FIRST = 3


@require_GET
def suggestion_list(request):
    require(request.user, Permission.VISIT_LOG)
    day = _day(request, request.GET)
    context = {
        "day": day,
        "suggestions": suggest(request.user, day),
        "reasons": SuggestionAnswer.Reason.choices,
    }
    return render(request, "visits/suggestion_list.html", context)


@require_GET
def suggestion_first(request):
    """What an empty day offers: it is asked for when the page stands, so that the page need not wait."""
    require(request.user, Permission.VISIT_LOG)
    day = _day(request, request.GET)
    context = {"day": day, "suggestions": suggest(request.user, day, number=FIRST)}
    return render(request, "visits/_suggestion_first.html", context)


@require_POST
def suggestion_accept(request):
    """One or several, each on its own: what cannot be planned says why, the others are planned."""
    require(request.user, Permission.VISIT_LOG)
    day, planned = _day(request, request.POST), 0
    for customer in chosen_customers(request.user, request.POST.getlist("customer")):
        rules = request.POST.get(f"rules-{customer.uuid}", "").split()
        try:
            verbs.accept_suggestion(customer, day=day, rules=rules, by=request.user)
            planned += 1
        except ValidationError as refused:
            messages.error(request, f"{customer}: {' '.join(refused.messages)}")
    if planned:
        words = ngettext("%(n)s visit planned.", "%(n)s visits planned.", planned)
        messages.success(request, words % {"n": planned})
    return redirect("visits:day", day)


@require_POST
def suggestion_dismiss(request, uuid):
    require(request.user, Permission.VISIT_LOG)
    customer = get_object_or_404(Customer.objects.visible_to(request.user), uuid=uuid)
    reason, rules = request.POST.get("reason", ""), request.POST.get("rules", "").split()
    try:
        answer = verbs.dismiss_suggestion(customer, reason=reason, rules=rules, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        words = _("%(customer)s is not suggested before %(day)s.")
        said = {"customer": customer, "day": f"{answer.back_on:%Y-%m-%d}"}
        messages.success(request, words % said)
    return redirect("visits:suggestion_list")


@require_GET
def suggestion_weights(request):
    require(request.user, Permission.VISIT_READ)
    learned = learned_weights()
    rows = [(rule, learned.get(rule.code)) for rule in suggestion_rules]
    context = {"rows": rows, "prior": verbs.PRIOR, "days": verbs.LEARNS_FROM.days}
    return render(request, "visits/suggestion_weights.html", context)


def _day(request, given):
    """Today, or a later day that the page names."""
    today = local_today(request.user)
    try:
        named = date.fromisoformat(given.get("day", ""))
    except ValueError:
        return today
    return named if today <= named <= today + PLANS_REACH else today
