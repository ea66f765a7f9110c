"""What a worker does for an import, on behalf of the person who started it."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.job_progress import ProgressBeside
from accounts.services.job import JobStopped, job_progress, runner
from customers.importing.checking import check_lines, note_same_names
from customers.importing.running import apply_all, apply_good_lines, archive_created
from customers.models import CustomerImport
from customers.models.customer_import import COUNTS
from customers.services.customer_import import (
    APPLY,
    CHECK,
    UNDO,
    apply_import,
    check_may_apply,
    settle_import,
)

Status, Mode = CustomerImport.Status, CustomerImport.Mode


def _url(job):
    return reverse("customers:import_detail", args=[job.arguments["import"]])


@runner(CHECK, label=_("Check of a list"), url=_url)
def run_check(job):
    customer_import = _of(job)
    try:
        check_lines(customer_import, lambda done, total: job_progress(job, done, total))
    except ValidationError as problem:
        settle_import(
            customer_import, Status.FAILED, by=job.owner, problem="\n".join(problem.messages)
        )
        raise
    note_same_names(customer_import)
    settle_import(customer_import, Status.CHECKED, by=job.owner)
    if not customer_import.is_dry_run and _may_apply(customer_import):
        apply_import(customer_import, by=job.owner)
    return _counts(customer_import)


@runner(APPLY, label=_("Import of customers"), url=_url)
def run_apply(job):
    customer_import = _of(job)
    is_whole = customer_import.mode == Mode.ALL_OR_NOTHING
    try:
        if is_whole:
            with ProgressBeside(job) as progress:
                apply_all(customer_import, progress)
        else:
            apply_good_lines(customer_import, lambda done, total: job_progress(job, done, total))
    except JobStopped:
        # Whoever stopped it has said what the import is now.
        raise
    except Exception as problem:
        sentences = problem.messages if isinstance(problem, ValidationError) else []
        settle_import(
            customer_import,
            Status.CHECKED if is_whole else Status.PAUSED,
            by=job.owner,
            problem="\n".join(sentences),
        )
        raise
    settle_import(customer_import, Status.APPLIED, by=job.owner)
    return _counts(customer_import)


@runner(UNDO, label=_("Undoing of an import"), url=_url)
def run_undo(job):
    customer_import = _of(job)
    archive_created(customer_import, lambda done, total: job_progress(job, done, total))
    settle_import(customer_import, Status.UNDONE, by=job.owner)


def _of(job):
    return CustomerImport.objects.select_related("mapping", "by").get(uuid=job.arguments["import"])


def _may_apply(customer_import):
    try:
        check_may_apply(customer_import)
    except ValidationError:
        return False
    return customer_import.status == Status.CHECKED


def _counts(customer_import):
    return {name: getattr(customer_import, name) for name in COUNTS}
