"""A long piece of work: how far it is, what came of it, and how to stop it."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Job
from accounts.services.job import cancel_job, retry_job


def _job(request, uuid):
    return get_object_or_404(Job.objects.visible_to(request.user), uuid=uuid)


@require_GET
def job_detail(request, uuid):
    template = "accounts/_job.html" if request.htmx else "accounts/job_detail.html"
    return render(request, template, {"job": _job(request, uuid)})


@require_POST
def job_cancel(request, uuid):
    cancel_job(_job(request, uuid), by=request.user)
    return redirect("accounts:job_detail", uuid)


@require_POST
def job_retry(request, uuid):
    retry_job(_job(request, uuid), by=request.user)
    return redirect("accounts:job_detail", uuid)
