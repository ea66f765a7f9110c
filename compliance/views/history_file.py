"""A long list of changes as a file (CMP-01)."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from compliance.forms.history import HistoryFilter
from compliance.services.history_file import HISTORY_FILE, start_history_file
from compliance.views.list_file import hand_out, offer


@require_http_methods(["GET", "POST"])
def history_file_new(request):
    """The address names what was asked for, as the list's own does."""
    HISTORY_FILE.require(request.user)
    filters, form = HistoryFilter(request.GET), request.GET.get("format")
    if not filters.is_valid() or form not in HISTORY_FILE.writers:
        asked = request.GET.copy()
        asked.pop("format", None)
        return HttpResponseRedirect(f"{reverse('compliance:history')}?{asked.urlencode()}")

    def start():
        question, words = filters.question(user=request.user), request.GET.urlencode()
        return start_history_file(question, form=form, filters=words, by=request.user)

    return offer(request, HISTORY_FILE, form, list_route="compliance:history", start=start)


@require_GET
def history_file(request, uuid):
    return hand_out(request, HISTORY_FILE, uuid)
