"""The report of a submitted visit, as a page to read and a PDF to take away (VIS-11)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from visits.models import Visit
from visits.visit_report import report_of, report_pdf, talk_headings


@require_GET
def visit_report(request, uuid):
    require(request.user, Permission.VISIT_READ)
    visit = get_object_or_404(Visit.objects.visible_to(request.user).submitted(), uuid=uuid)
    is_paper = request.GET.get("format") == "pdf"
    if is_paper:
        require(request.user, Permission.EXPORT)
    looked = Access.Action.EXPORT if is_paper else Access.Action.VIEW
    log_access(request.user, looked, "visits.visit", subject=visit, filters="report")
    report = report_of(visit, by=request.user)
    if is_paper:
        return _paper(report, request.user)
    context = {"report": report, "headings": talk_headings()}
    return render(request, "visits/visit_report.html", context)


def _paper(report, user):
    name = f'attachment; filename="visit-{report.visit.day:%Y-%m-%d}.pdf"'
    file = report_pdf(report, by=user)
    return HttpResponse(file, content_type="application/pdf", headers={"Content-Disposition": name})
