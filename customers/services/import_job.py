"""What a worker does for an import, on behalf of the person who started it."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.history import deed
from accounts.job_progress import ProgressBeside
from accounts.services.job import JobStopped, job_progress, runner
from customers.importing.checking import check_lines, note_same_names
from customers.importing.running import apply_all, apply_good_lines, is_applied_whole
from customers.importing.undoing import take_back
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
    with _falling_back(customer_import, Status.FAILED, by=job.owner):
        check_lines(customer_import, _progress_of(job))
    note_same_names(customer_import)
    settle_import(customer_import, Status.CHECKED, by=job.owner)
    if not customer_import.is_dry_run and _may_apply(customer_import):
        apply_import(customer_import, by=job.owner)
    return _counts(customer_import)


@runner(APPLY, label=_("Import of customers"), url=_url)
def run_apply(job):
    customer_import = _of(job)
    if customer_import.mode == Mode.ALL_OR_NOTHING:
        with (
            _falling_back(customer_import, Status.CHECKED, by=job.owner),
            ProgressBeside(job) as progress,
        ):
            _apply_whole(customer_import, progress, by=job.owner)
    else:
        with _falling_back(customer_import, Status.PAUSED, by=job.owner):
            apply_good_lines(customer_import, _progress_of(job), by=job.owner)
        settle_import(customer_import, Status.APPLIED, by=job.owner)
    return _counts(customer_import)


@runner(UNDO, label=_("Undoing of an import"), url=_url)
def run_undo(job):
    customer_import = _of(job)
    was = Status.APPLIED if is_applied_whole(customer_import) else Status.PAUSED
    with _falling_back(customer_import, was, by=job.owner), ProgressBeside(job) as progress:
        return _undo_whole(customer_import, progress, by=job.owner)


def _undo_whole(customer_import, progress, *, by):
    with deed("customer_import.undo", by=by, because=customer_import.file_name):
        done = take_back(customer_import, progress, by=by)
        settle_import(customer_import, Status.UNDONE, by=by)
    return done


def _apply_whole(customer_import, progress, *, by):
    """The lines and the word that they are in commit together: a kill between would apply them twice."""
    with deed("customer_import.apply", by=by, because=customer_import.file_name):
        apply_all(customer_import, progress, by=by)
        settle_import(customer_import, Status.APPLIED, by=by)
        if customer_import.status != Status.APPLIED:
            raise JobStopped


@contextmanager
def _falling_back(customer_import, status, *, by):
    """Whatever goes wrong, the import is then something that a person can go on with."""
    try:
        yield
    except (JobStopped, OperationalError, InterfaceError):
        # Whoever stopped it has said what the import is now; without the database the work is taken up again.
        raise
    except Exception as problem:
        sentences = (
            problem.messages
            if isinstance(problem, ValidationError)
            else [now("Something went wrong on our side. The file is kept: try again.")]
        )
        settle_import(customer_import, status, by=by, problem="\n".join(sentences))
        raise


def _progress_of(job):
    return lambda done, total: job_progress(job, done, total)


def _of(job):
    imports = CustomerImport.objects.select_related("mapping")
    customer_import = imports.get(uuid=job.arguments["import"])
    if customer_import.job_id != job.pk or not customer_import.is_open:
        # A job tried again after its import went another way.
        raise ValidationError(now("This step has ended. Go on from the page of the import."))
    return customer_import


def _may_apply(customer_import):
    try:
        check_may_apply(customer_import)
    except ValidationError:
        return False
    return customer_import.status == Status.CHECKED


def _counts(customer_import):
    return {name: getattr(customer_import, name) for name in COUNTS}
