"""The note beside a text that is being written: which words to leave, why, and what to say instead (CMP-06)."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.wording import Wording, hits_in, reason_name


@require_POST
def wording(request):
    """The text comes under the name of its field, as htmx sends what has changed."""
    name = request.htmx.trigger_name or "text"
    hits = hits_in(request.POST.get(name, ""))
    shown = {
        "hits": hits,
        "reason_name": reason_name(name),
        "reason": request.POST.get(reason_name(name), ""),
        "may_ask": request.GET.get("then") == Wording.ASK and any(hit.asks for hit in hits),
    }
    return render(request, "components/_wording.html", shown)
