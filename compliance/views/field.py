"""What is kept about whom, and why: the register of all fields (PRV-001)."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.keyset import Page
from accounts.permissions import Permission, require
from compliance.fields import all_fields
from compliance.forms.field import FieldFilter

AT_ONCE = 50


@require_GET
def field_list(request):
    require(request.user, Permission.FIELD_REGISTER_READ)
    filters = FieldFilter(request.GET)
    lines = filters.narrow(all_fields())
    if "format" in request.GET:
        return _export(request, lines)
    context = {"filters": filters, "page": _page(request, lines), "count": len(lines)}
    return render(request, "compliance/field_list.html", context)


def _page(request, lines):
    """The register is code, not rows: a page of it is a slice."""
    page = Paginator(lines, AT_ONCE).get_page(request.GET.get("page"))
    return Page(
        page.object_list,
        _url(request, page.previous_page_number()) if page.has_previous() else None,
        _url(request, page.next_page_number()) if page.has_next() else None,
    )


def _url(request, number):
    query = request.GET.copy()
    query["page"] = number
    return f"?{query.urlencode()}"


def _export(request, lines):
    columns = [
        (_("Record"), lambda line: line.kind),
        (_("Field"), lambda line: line.label),
        (_("Code"), lambda line: line.code),
        (_("Class"), lambda line: line.kept.data_class.label),
        (_("Purpose"), lambda line: line.kept.purpose),
        (_("Legal basis"), lambda line: line.kept.basis.label),
        (_("Kept for"), lambda line: line.kept.retention.label),
        (_("May be read by"), lambda line: line.kept.readers_in_words),
    ]
    return export_response(
        request,
        name="fields",
        columns=columns,
        rows=lines,
        what="fields",
        filters=request.GET.urlencode(),
    )
