"""Possible adverse events: the reporter's hand-over, and Quality's list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, can
from accounts.services.access import log_access
from visits.forms.adverse_event import AdverseEventForm, RevealForm
from visits.models import AdverseEvent
from visits.services.adverse_event import hand_over_adverse_event, reveal_words


@require_GET
def adverse_event_list(request):
    shown = AdverseEvent.objects.visible_to(request.user).with_people()
    page = keyset_page(shown, request.GET, order="-aware_at")
    return render(request, "visits/adverse_event_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def adverse_event_detail(request, uuid):
    event = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, "visits.adverseevent", subject=event)
    form = AdverseEventForm(request.POST or None)
    if form.is_valid():
        hand_over_adverse_event(event, **form.cleaned_data, by=request.user)
        messages.success(request, _("Quality has it now. Thank you."))
        return _after(event, request.user)
    return _show(request, event, form=form)


@require_POST
def adverse_event_reveal(request, uuid):
    """Answers with the page itself: what was told appears once and in no address."""
    event, form = _find(request, uuid), RevealForm(request.POST)
    words = None
    if form.is_valid():
        words = reveal_words(event, **form.cleaned_data, by=request.user)
    return _show(request, event, reveal=form, words=words, status=200 if form.is_valid() else 422)


def _after(event, user):
    """Back to the visit while it is still to be submitted."""
    visit = event.visit
    if visit and visit.can_be_logged and visit.rep_id == user.pk:
        return redirect("visits:visit_log", visit.uuid)
    return redirect("visits:today")


def _find(request, uuid):
    found = AdverseEvent.objects.visible_to(request.user)
    return get_object_or_404(found.with_people(), uuid=uuid)


def _show(request, event, *, form=None, reveal=None, words=None, status=200):
    context = {
        "event": event,
        "form": form or AdverseEventForm(),
        "reveal": reveal or RevealForm(),
        "words": words,
        "is_mine": event.reported_by == request.user,
        "is_quality": can(request.user, Permission.SAFETY_READ),
    }
    return render(request, "visits/adverse_event_detail.html", context, status=status)
