"""A long list of changes as a file: asked for, made in the background, taken away and logged (CMP-01)."""

from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import CSV_TYPE, XLSX_TYPE
from accounts.models import Access, Job
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from compliance.forms.history import HistoryFilter
from compliance.services.history_file import (
    AT_MOST,
    AT_ONCE,
    KEPT,
    KIND,
    open_history_file,
    start_history_file,
)

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


@require_http_methods(["GET", "POST"])
def history_file_new(request):
    """The address names what was asked for, as the list's own does."""
    require(request.user, Permission.HISTORY_READ)
    require(request.user, Permission.EXPORT)
    filters, form = HistoryFilter(request.GET), request.GET.get("format")
    if not filters.is_valid() or form not in TYPES:
        asked = request.GET.copy()
        asked.pop("format", None)
        return HttpResponseRedirect(f"{reverse('compliance:history')}?{asked.urlencode()}")
    if request.method == "POST":
        job = start_history_file(
            filters.question(user=request.user),
            form=form,
            filters=request.GET.urlencode(),
            by=request.user,
        )
        return redirect("accounts:job_detail", job.uuid)
    context = {"form": form.upper(), "at_once": AT_ONCE, "at_most": AT_MOST, "days": KEPT.days}
    return render(request, "compliance/history_file_form.html", context)


@require_GET
def history_file(request, uuid):
    require(request.user, Permission.HISTORY_READ)
    require(request.user, Permission.EXPORT)
    mine = Job.objects.visible_to(request.user).filter(kind=KIND, status=Job.Status.DONE)
    job = get_object_or_404(mine, uuid=uuid)
    file = open_history_file(job)
    if file is None:
        raise Http404
    asked, form = job.arguments["filters"], job.arguments["form"]
    log_access(
        *(request.user, Access.Action.EXPORT, "history"), filters=asked, count=job.result["changes"]
    )
    name = f"history-{timezone.localdate(job.ended_at):%Y-%m-%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])
