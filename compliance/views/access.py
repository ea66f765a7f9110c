"""Who looked at, searched for and took away personal data (CMP-03)."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, require
from compliance.forms.access import AccessFilter
from compliance.history import models_by_label, records_by_uuid
from compliance.logged import filters_in_words, kind_in_words

COUNT_AT_MOST = 10_000


@require_GET
def access_log(request):
    require(request.user, Permission.ACCESS_LOG_READ)
    filters = AccessFilter(request.GET)
    seen = Access.objects.visible_to(request.user).select_related("user")
    shown = filters.narrow(seen, user=request.user)
    if "format" in request.GET:
        return _export(request, shown)
    page = keyset_page(shown, request.GET, order="-at")
    context = {
        "filters": filters,
        "page": page,
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
        "lines": _lines(page.rows),
    }
    return render(request, "compliance/access_list.html", context)


def _lines(rows):
    """(row, kind of what was seen, filters, the record or None), with one query for each kind."""
    subjects = {}
    for row in rows:
        if row.subject:
            subjects.setdefault(row.what, set()).add(row.subject)
    known = models_by_label()
    records = {
        label: records_by_uuid(known[label], uuids)
        for label, uuids in subjects.items()
        if label in known
    }
    return [
        (
            row,
            kind_in_words(row.what),
            filters_in_words(row),
            records.get(row.what, {}).get(row.subject),
        )
        for row in rows
    ]


def _export(request, shown):
    columns = [
        (_("When"), lambda row: row.at),
        (_("Person"), lambda row: row.who),
        (_("User name"), lambda row: row.user.username if row.user else ""),
        (_("Action"), lambda row: row.get_action_display()),
        (_("What"), lambda row: kind_in_words(row.what)),
        (_("Record"), lambda row: row.subject),
        (_("Filter"), lambda row: row.filters),
        (_("Records"), lambda row: row.count),
        (_("Reason"), lambda row: row.reason),
        (_("Address"), lambda row: row.ip),
        (_("Request code"), lambda row: row.request_id),
    ]
    return export_response(
        request,
        name="access-log",
        columns=columns,
        rows=shown.iterator(chunk_size=2000),
        what=Access._meta.label_lower,
        filters=request.GET.urlencode(),
    )
