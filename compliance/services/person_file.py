"""A person's file is made in the background for who handles her request, lies encrypted under her key, and goes after a week."""

import base64
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import sensitive
from accounts.models import Access, Job
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from accounts.services.job import job_progress, runner, start_job
from compliance.models import SubjectRequest
from compliance.person_file import in_memory
from customers.services.person import RETENTION_CLASS

KIND = "compliance.person_file"
KEPT = timedelta(days=7)
Status = SubjectRequest.Status


def start_file(request, *, because, by):
    """Only for whom the identity was checked. Who made it, and why, is kept before anything is read."""
    require(by, Permission.ERASURE_DECIDE)
    if not because.strip():
        raise ValidationError({"because": _("Say why the file is made: it is kept.")})
    if request.status not in {Status.IDENTIFIED, Status.ANSWERED}:
        raise ValidationError(_("Check first who asks; then the file is made."))
    log_access(
        *(by, Access.Action.UNMASK, "compliance.subjectrequest"),
        subject=request.customer.uuid,
        reason=because.strip(),
    )
    return start_job(KIND, by=by, arguments={"request": str(request.uuid)})


def files_of(request, user):
    """The user's own jobs for this request, newest first."""
    jobs = Job.objects.visible_to(user).filter(kind=KIND, arguments__request=str(request.uuid))
    return jobs.order_by("-created_at")


def is_expired(job):
    return job.ended_at is None or job.ended_at < timezone.now() - KEPT


def read_file(job):
    """The zip's bytes, or None when it has expired or her key is gone."""
    if is_expired(job) or not default_storage.exists(_path(job)):
        return None
    with default_storage.open(_path(job)) as source:
        sealed = source.read().decode()
    request = _request(job)
    try:
        text = sensitive.reveal(
            sealed, subject=request.customer.uuid, retention_class=RETENTION_CLASS
        )
    except sensitive.Destroyed:
        return None
    return base64.b64decode(text)


def drop_expired_files():
    """Once a day."""
    old = Job.objects.filter(kind=KIND, ended_at__lt=timezone.now() - KEPT)
    for job in old.filter(ended_at__gt=timezone.now() - 5 * KEPT):
        default_storage.delete(_path(job))


def _address(job):
    return reverse("compliance:person_file", args=[job.uuid])


@runner(KIND, label=gettext_lazy("Everything held on a person"), url=_address)
def _make_in_background(job):
    customer = _request(job).customer
    content, number = in_memory(
        customer, progress=lambda done, total: job_progress(job, done, total)
    )
    sealed = sensitive.seal(
        base64.b64encode(content).decode(), subject=customer.uuid, retention_class=RETENTION_CLASS
    )
    default_storage.delete(_path(job))  # of a try that was interrupted
    default_storage.save(_path(job), ContentFile(sealed.encode()))
    return {"rows": number}


def _request(job):
    return SubjectRequest.objects.select_related("customer").get(uuid=job.arguments["request"])


def _path(job):
    return f"person-files/{job.uuid}"
