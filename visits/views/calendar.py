"""The calendar as a page: a table that the browser makes into one to drag in; on a phone, a list of days."""

from urllib.parse import urlencode

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, require
from visits.calendar import Calendar
from visits.forms.calendar import Span, View, WhoseForm, is_team, visits_shown
from visits.forms.visit import MoveForm
from visits.services.visit import local_today

GRIDS = {View.MONTH, View.WEEK}
TAKEN_ALONG = ("rep", "territory")


# FullCalendar writes its rules into one style sheet of its own, which this number lets in; its icons are a font in it.
@csp_update({"style-src": [SELF, NONCE], "font-src": [SELF, "data:"]})
@require_GET
def calendar(request):
    require(request.user, Permission.VISIT_READ)
    today = local_today(request.user)
    span, whose = (
        Span.of(request.GET, today),
        WhoseForm(request.GET, user=request.user, today=today),
    )
    visits = visits_shown(request.user, whose)
    team = is_team(request.user)
    shown = Calendar(request.user, span.first, span.last, visits, is_team=team)
    context = {
        "span": span,
        "whose": whose,
        "calendar": shown,
        "today": today,
        "days": _days(shown, span, today),
        "links": _links(request, span, today),
        "feed": _feed(request, span),
        "move": MoveForm(),
        "language": get_language().lower(),
        "named_days": _named_days(shown.days),
    }
    return render(request, "visits/calendar.html", context)


def _named_days(days):
    """{day: [is working, name]} of those that differ from the plain week, for the browser."""
    return {day.isoformat(): [days.is_working(day), days.name(day)] for day in days.known}


def _days(shown, span, today):
    """Rows of days for a grid, one row for a list; each day as the template needs it."""
    weeks = span.weeks if span.view in GRIDS else [list(shown.by_day)]
    return [
        [
            {
                "day": day,
                "items": shown.by_day[day],
                "name": shown.days.name(day),
                "is_working": shown.days.is_working(day),
                "is_inside": span.is_inside(day),
                "is_today": day == today,
            }
            for day in week
            if span.view in GRIDS or shown.by_day[day] or span.view == View.DAY
        ]
        for week in weeks
    ]


def _links(request, span, today):
    kept = {name: request.GET[name] for name in TAKEN_ALONG if request.GET.get(name)}

    def link(view, day):
        return "?" + urlencode({"view": view} | kept | {"day": day})

    return {
        "before": link(span.view, span.before),
        "after": link(span.view, span.after),
        "today": link(span.view, today),
        "day_page": link(View.DAY, ""),
        "views": [
            {"url": link(view, span.day), "label": view.label, "is_current": view == span.view}
            for view in View
        ],
    }


def _feed(request, span):
    kept = {name: request.GET[name] for name in TAKEN_ALONG if request.GET.get(name)}
    asked = {"since": span.first, "until": span.last} | kept
    return f"{reverse('api:calendar')}?{urlencode(asked)}"
