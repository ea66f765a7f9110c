"""Several customers, one day or more, one deed. A filter only shows others to tick: nothing that was said is lost."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, require
from accounts.services.access import log_search
from customers.models import Customer
from customers.place import with_place
from visits.choices import chosen_customers
from visits.contact_guard import notices_of, planned
from visits.forms.several import SeveralForm, WhomForm
from visits.rhythm import by_rhythm, with_reasons
from visits.services.several import plan_several as plan
from visits.services.several import planned_already
from visits.services.visit import PLANS_REACH, local_today, places_of

MOST = 40


@require_http_methods(["GET", "POST"])
def plan_several(request):
    require(request.user, Permission.VISIT_LOG)
    given = request.POST or request.GET
    start = _first_day(request, given)
    form = SeveralForm(
        request.POST or None, user=request.user, start=start, initial={"days": [start.isoformat()]}
    )
    chosen = chosen_customers(request.user, given.getlist("customer"))
    refused = {}
    if request.method == "POST" and "filter" not in request.POST and form.is_valid():
        try:
            return _planned(request, plan(chosen, **form.plan(), by=request.user))
        except ValidationError as refusal:
            refused = refusal.message_dict
            _say(form, refused)
    if "filter" in request.POST and form.is_valid():
        refused = planned_already(chosen, form.plan()["days"], request.user)
    whom = WhomForm(given, user=request.user)
    rows = _rows(request.user, whom, start, chosen, refused)
    log_search(request.user, "customers.customer", whom.cleaned_data.get("q"))
    context = {"form": form, "whom": whom, "start": start} | rows
    template = "_several_rows.html" if request.htmx else "plan_several.html"
    is_refused = refused and "filter" not in request.POST
    return render(request, f"visits/{template}", context, status=422 if is_refused else 200)


def _planned(request, visits):
    sentence = ngettext("%(n)s visit planned.", "%(n)s visits planned.", len(visits))
    messages.success(request, sentence % {"n": len(visits)})
    if warned := _warned(visits):
        first = next(notices[0].sentence for notices in warned)
        more = ngettext(
            "Something speaks against %(n)s of them: %(first)s",
            "Something speaks against %(n)s of them, such as: %(first)s",
            len(warned),
        )
        messages.warning(request, more % {"n": len(warned), "first": first})
    return redirect("visits:day", min(visit.day for visit in visits))


def _warned(visits):
    meetings = [
        planned(visit.rep, visit.customer, visit.organisation, day=visit.day) for visit in visits
    ]
    return [notices for notices in notices_of(meetings) if notices]


def _against(user, customers, day):
    """{customer's key: what speaks against a visit on the first of the days}"""
    places = places_of(customers, day)
    meetings = [planned(user, one, places[one.pk][0], day=day) for one in customers]
    found = notices_of(meetings) if meetings else []
    return {one.pk: notices for one, notices in zip(customers, found, strict=True)}


def _say(form, refused):
    """What is about no single customer stands on top; the rest beside the names."""
    for name in [name for name in refused if name in form.fields or name == "customer"]:
        form.add_error(name if name in form.fields else None, refused[name])
    if not form.errors:
        form.add_error(None, _nothing(len(refused)))


def _nothing(number):
    return ngettext(
        "Nothing is planned yet: one customer can't be planned like that.",
        "Nothing is planned yet: %(n)s customers can't be planned like that.",
        number,
    ) % {"n": number}


def _rows(user, whom, day, chosen, refused):
    """Those ticked first, also one who was closed since, then the longest overdue of those whom the filter leaves."""
    mine = with_place(Customer.objects.visible_to(user))
    ticked = [row.pk for row in chosen]
    others = whom.narrow(by_rhythm(mine.active().exclude(pk__in=ticked), day), day)[: MOST + 1]
    shown = with_reasons([*by_rhythm(mine.filter(pk__in=ticked), day), *others], day)
    shown = shown[: MOST + len(ticked)]
    against = _against(user, [row.customer for row in shown], day)
    return {
        "rows": [
            (
                row,
                row.customer.pk in ticked,
                refused.get(str(row.customer.uuid), []),
                against[row.customer.pk],
            )
            for row in shown
        ],
        "has_more": len(others) > MOST,
    }


def _first_day(request, given):
    """The first of the days to choose from: today, or a later one that the page or the form names."""
    today = local_today(request.user)
    try:
        named = date.fromisoformat(given.get("day") or min(given.getlist("days")))
    except ValueError:
        return today
    return named if today <= named <= today + PLANS_REACH else today
