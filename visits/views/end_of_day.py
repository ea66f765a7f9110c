"""The day's end: everything that is still to be logged on one page, submitted in one go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission, require
from visits.forms.end_of_day import LineForm
from visits.models import AdverseEvent, Visit
from visits.record import READ_WITH
from visits.services.adverse_event import open_adverse_event
from visits.services.draft import save_draft
from visits.services.end_of_day import submit_each
from visits.services.visit import local_today
from visits.views.log import ICONS
from visits.views.plan import day_of

MOST = 40


@require_http_methods(["GET", "POST"])
def end_of_day(request):
    require(request.user, Permission.VISIT_LOG)
    day = min(day_of(request), local_today(request.user))
    lines = _lines(request, day)
    submitted = _submit(request, lines) if request.method == "POST" else []
    if submitted:
        said = ngettext("%(n)s visit submitted.", "%(n)s visits submitted.", len(submitted))
        messages.success(request, said % {"n": len(submitted)})
    left = [line for line in lines if line.visit not in submitted]
    events = _events(request.user, lines)
    if submitted and not left and not events:
        return redirect("visits:day", day)
    context = {"day": day, "lines": left, "events": events, "icons": ICONS}
    wrong = any(line.errors for line in left if line.is_bound)
    return render(request, "visits/end_of_day.html", context, status=422 if wrong else 200)


@require_POST
def end_of_day_draft(request):
    """Keeps what was said so far of each visit; what can't be read is asked again."""
    require(request.user, Permission.VISIT_LOG)
    for line in _lines(request, min(day_of(request), local_today(request.user))):
        if line.is_touched:
            line.is_valid()
            save_draft(line.visit, data=line.values(), by=request.user)
    return HttpResponse(status=204)


def _lines(request, day):
    own = Visit.objects.visible_to(request.user).open().filter(rep=request.user, day=day)
    shown = own.select_related(
        "rep", "topic", "draft", "customer", "organisation__customer", "department", "adverse_event"
    )
    visits = sorted(shown.prefetch_related(*READ_WITH)[:MOST], key=Visit.by_clock)
    return [LineForm(_said(request, visit), visit=visit) for visit in visits]


def _said(request, visit):
    """What was posted of this line, or nothing where nobody touched it."""
    line = LineForm(request.POST, visit=visit)
    return request.POST if request.method == "POST" and line.is_touched else None


def _submit(request, lines):
    """The visits that went through; the other lines carry what they lack."""
    entries, by_visit = [], {}
    for line in lines:
        entry = line.entry() if line.is_bound and line.is_valid() else None
        if entry and not line.errors:
            entries.append(entry)
            by_visit[entry.visit.pk] = line
        elif line.mentions_event:
            # It waits for nothing that the visit still lacks (CN-013).
            open_adverse_event(line.visit, record=entry and entry.record, by=request.user)
    results = submit_each(entries, by=request.user)
    for result in results:
        by_visit[result.visit.pk].take(result.errors)
    return [result.visit for result in results if result.is_submitted]


def _events(user, lines):
    """The reports that wait to be completed, of the lines in which an event was mentioned."""
    mentioned = [line.visit for line in lines if line.mentions_event]
    events = AdverseEvent.objects.visible_to(user).filter(visit__in=mentioned)
    return list(events.select_related("customer")) if mentioned else []
