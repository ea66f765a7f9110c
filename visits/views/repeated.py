"""Planning a visit that repeats; whom, the plan of one visit has asked before."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from visits.choices import chosen_customer
from visits.forms.repeated import RepeatedForm
from visits.services.series import plan_series
from visits.short_day import short_day
from visits.views.plan import day_of


@require_http_methods(["GET", "POST"])
def plan_repeated(request):
    require(request.user, Permission.VISIT_LOG)
    customer = chosen_customer(request.user, request.GET)
    if customer is None:
        return redirect("visits:visit_plan")
    form = RepeatedForm(
        request.POST or None, rep=request.user, customer=customer, day=day_of(request)
    )
    if request.method == "POST" and form.is_valid():
        repetition, plan = form.plan()
        try:
            series = plan_series(customer, repetition, **plan, by=request.user)
        except ValidationError as refusal:
            form.take(refusal)
        else:
            messages.success(request, _words(series))
            return redirect(_calendar_of(repetition))
    context = {"form": form, "customer": customer}
    template = "visits/plan_repeated.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _calendar_of(repetition):
    return f"{reverse('visits:calendar')}?day={repetition.first}"


def _words(series):
    number = len(series.visits)
    said = ngettext("%(n)s visit planned.", "%(n)s visits planned.", number) % {"n": number}
    if series.left_out:
        days = ", ".join(short_day(day) for day in series.left_out)
        return f"{said} {_('Planned before, and left as they are: %(days)s.') % {'days': days}}"
    return said
