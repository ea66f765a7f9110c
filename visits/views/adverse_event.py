"""Possible adverse events: the reporter's hand-over, and Quality's list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.services.access import log_access
from visits.forms.adverse_event import AdverseEventForm
from visits.models import AdverseEvent
from visits.services.adverse_event import hand_over_adverse_event


@require_GET
def adverse_event_list(request):
    shown = AdverseEvent.objects.visible_to(request.user).with_people()
    page = keyset_page(shown, request.GET, order="-aware_at")
    return render(request, "visits/adverse_event_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def adverse_event_detail(request, uuid):
    event = get_object_or_404(
        AdverseEvent.objects.visible_to(request.user).with_people(), uuid=uuid
    )
    log_access(request.user, Access.Action.VIEW, "visits.adverseevent", subject=event)
    form = AdverseEventForm(request.POST or None, initial={"what_happened": event.what_happened})
    if form.is_valid():
        hand_over_adverse_event(event, **form.cleaned_data, by=request.user)
        messages.success(request, _("Quality has it now. Thank you."))
        return redirect("visits:today")
    return render(
        request,
        "visits/adverse_event_detail.html",
        {"event": event, "form": form, "is_mine": event.reported_by == request.user},
    )
