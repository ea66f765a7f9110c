"""Who changed what: the newest changes of all records, and one record through time."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.keyset import Page
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from compliance.forms.history import HistoryFilter, MomentForm, write_place
from compliance.history import Found, are_more_than, find_changes, models_by_label
from compliance.history_file import columns, told_changes
from compliance.reading import read
from compliance.services.list_file import AT_ONCE
from compliance.versions import find_subject


@require_GET
def history_list(request):
    require(request.user, Permission.HISTORY_READ)
    filters = HistoryFilter(request.GET)
    if "format" in request.GET and filters.is_valid():
        return _export(request, filters.question(user=request.user))
    found = Found([])
    if filters.is_valid():
        after = request.GET.get("after", "")
        found = find_changes(request.user, filters.question(user=request.user, after=after))
    if request.GET:
        log_access(request.user, Access.Action.SEARCH, "history", filters=request.GET.urlencode())
    context = {"filters": filters, "page": _page(request, found), "looked_to": found.looked_to}
    return render(request, "compliance/history_list.html", context)


def _page(request, found):
    older = request.GET.copy()
    if found.place:
        older["after"] = write_place(found.place)
    return Page(found.changes, None, f"?{older.urlencode()}" if found.place else None)


def _export(request, question):
    """The file, or the page that offers to make a long one in the background."""
    require(request.user, Permission.EXPORT)
    asked = request.GET.urlencode()
    if are_more_than(request.user, question, AT_ONCE):
        return HttpResponseRedirect(f"{reverse('compliance:history_file_new')}?{asked}")
    return export_response(
        request,
        name="history",
        columns=columns(),
        rows=told_changes(request.user, question),
        what="history",
        filters=asked,
    )


@require_GET
def record_detail(request, label, key):
    require(request.user, Permission.HISTORY_READ)
    subject = _find(request.user, label, key)
    moment = MomentForm(request.GET)
    reading = read(
        subject,
        at=moment.cleaned_data["at"] if moment.is_valid() else None,
        **{name: request.GET.get(name, "") for name in ("change", "before")},
    )
    if reading is None:
        raise Http404
    log_access(request.user, Access.Action.VIEW, label, subject=subject.uuid, filters="history")
    if "at" not in request.GET:
        moment = MomentForm(initial={"at": reading.chosen.row.history_date})
    context = {"reading": reading, "moment": moment, "seen": _seen(request.user, subject)}
    return render(request, "compliance/record_detail.html", context)


def _find(user, label, key):
    model = models_by_label().get(label)
    subject = find_subject(user, model, key) if model else None
    if subject is None:
        raise Http404
    return subject


def _seen(user, subject):
    """How many people have seen the record, as far as this reader may know."""
    rows = Access.objects.visible_to(user).filter(subject=subject.uuid)
    return rows.order_by().values("user").distinct().count() if subject.uuid else None
