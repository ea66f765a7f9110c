"""Today, and any other day of the rep; others are sent to the page that their work begins with."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from visits.models import Visit
from visits.services.day_route import order_day, undo_order
from visits.services.several import copy_day
from visits.services.visit import local_today
from visits.today import Day

# The first of these that exists and may be opened is where a person's work begins.
HOMES = [
    (Permission.DASHBOARD_TEAM, "analytics:dashboard"),
    (Permission.REQUEST_ANSWER, "visits:request_list"),
    (Permission.HISTORY_READ, "compliance:history"),
    (Permission.USER_MANAGE, "accounts:user_list"),
    (Permission.CUSTOMER_READ, "customers:list"),
    (Permission.API_TOKEN_OWN, "accounts:inbox"),
]
WEEK = timedelta(days=7)


@require_GET
def today(request):
    if not can(request.user, Permission.VISIT_LOG):
        return HttpResponseRedirect(_home(request.user))
    return _show(request, local_today(request.user))


@require_GET
def day(request, day):
    if not can(request.user, Permission.VISIT_LOG):
        return redirect(f"{reverse('visits:visit_list')}?since={day}&until={day}")
    return _show(request, day)


@require_POST
def day_copy(request, day):
    """Plans again whom one saw a week before."""
    planned = copy_day(day - WEEK, day, by=request.user)
    if planned:
        sentence = ngettext("%(n)s visit planned.", "%(n)s visits planned.", len(planned))
        messages.success(request, sentence % {"n": len(planned)})
    else:
        messages.info(request, _("There was nothing to copy on that day."))
    return redirect("visits:day", day)


@require_POST
def day_order(request, day):
    way = order_day(day, by=request.user)
    messages.success(request, _order_words(way))
    return redirect("visits:day", day)


@require_POST
def day_order_undo(request, day):
    undo_order(day, by=request.user)
    messages.success(request, _("The order before is back."))
    return redirect("visits:day", day)


def _order_words(way):
    said = _("In a good order.")
    if not way.without_position:
        return said
    rest = ngettext(
        "%(n)s customer without a position on the map stands at the end.",
        "%(n)s customers without a position on the map stand at the end.",
        way.without_position,
    )
    return f"{said} {rest % {'n': way.without_position}}"


def _show(request, day):
    now = local_today(request.user)
    context = {
        "day": Day(request.user, day, now),
        "can_copy": partial(_one_of, request.user, day=day - WEEK),
    }
    return render(request, "visits/today.html", context)


@prepared
def _one_of(reader, day):
    own = Visit.objects.visible_to(reader).filter(rep=reader.pk, day=day)
    return own.exclude(status=Visit.Status.CANCELLED).values_list("pk")[:1]


def _home(user):
    for permission, name in HOMES:
        try:
            if can(user, permission):
                return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("account_logout")
