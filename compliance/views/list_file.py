"""A long list as a file: offered, made in the background, taken away and logged."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.exports import TYPES
from accounts.models import Access, Job
from accounts.services.access import log_access
from compliance.services.list_file import AT_ONCE, KEPT


def offer(request, known, form, *, list_route, start):
    """The page that offers to make the file, and what its button does: `start()` gives the job."""
    if request.method == "POST":
        return redirect("accounts:job_detail", start().uuid)
    context = {
        "title": known.label,
        "list_route": list_route,
        "form": form.upper(),
        "at_once": AT_ONCE,
        "at_most": known.at_most[form],
        "days": KEPT.days,
    }
    return render(request, "compliance/list_file_form.html", context)


def hand_out(request, known, uuid):
    known.require(request.user)
    mine = Job.objects.visible_to(request.user).filter(kind=known.kind, status=Job.Status.DONE)
    job = get_object_or_404(mine, uuid=uuid)
    file = known.open(job)
    if file is None:
        raise Http404
    asked, form = job.arguments["filters"], job.arguments["form"]
    log_access(
        *(request.user, Access.Action.EXPORT, known.what), filters=asked, count=job.result["rows"]
    )
    name = f"{known.name}-{timezone.localdate(job.ended_at):%Y-%m-%d}.{form}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[form])
