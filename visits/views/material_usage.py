"""The use of materials: planned, opened, shown, by territory, each figure with its visits."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from visits.forms.material_usage import UsageFilter
from visits.material_usage import WHAT, rows_behind, usage
from visits.models import VisitMaterial
from visits.services.visit import local_today

QUARTER = timedelta(days=90)


@require_GET
def material_usage(request):
    filters = _filters(request)
    rows = usage(filters.narrow(VisitMaterial.objects.visible_to(request.user)))
    if "format" in request.GET:
        return _export(request, rows)
    context = {"filters": filters, "rows": rows}
    return render(request, "visits/material_usage.html", context)


@require_GET
def material_usage_rows(request, what):
    if what not in WHAT:
        raise Http404
    filters = _filters(request)
    visits = rows_behind(request.user, filters, what)
    context = {"page": keyset_page(visits, request.GET, order="-day"), "what": what}
    return render(request, "visits/material_usage_rows.html", context)


def _filters(request):
    require(request.user, Permission.CONTENT_READ)
    require(request.user, Permission.VISIT_READ)
    first = local_today(request.user) - QUARTER
    return UsageFilter(request.GET, user=request.user, first=first)


def _export(request, rows):
    columns = [
        (_("Material"), lambda row: row.title),
        (_("Version"), lambda row: row.number),
        (_("Territory"), lambda row: row.territory_name),
        (_("Planned"), lambda row: row.planned),
        (_("Opened"), lambda row: row.opened),
        (_("Shown"), lambda row: row.shown),
    ]
    return export_response(
        request,
        name="material-usage",
        columns=columns,
        rows=rows,
        what=VisitMaterial._meta.label_lower,
        filters=request.GET.urlencode(),
    )
