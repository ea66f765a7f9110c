"""A long list of changes is written into a file in the background, and lies there for a week for whoever asked for it."""

import tempfile
from dataclasses import asdict
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.exports import write_csv, write_xlsx
from accounts.models import Job
from accounts.permissions import Permission, require
from accounts.services.job import job_progress, runner, start_job
from compliance.history import Question, count_changes
from compliance.history_file import READ_AT_ONCE, columns, told_changes
from compliance.models import ErasureCase

KIND = "compliance.history_file"
KEPT = timedelta(days=7)
AT_ONCE = 2_000  # changes that a page waits for
AT_MOST = 100_000  # changes of one file
WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
DAYS = ("first", "last")


def start_history_file(question, *, form, filters, by):
    """`filters` are the words of the address, for the access log."""
    _require(by)
    if form not in WRITERS:
        raise ValidationError(_("A list is taken away as CSV or XLSX."))
    told = asdict(question)
    told |= {name: told[name] and told[name].isoformat() for name in DAYS}
    return start_job(KIND, by=by, arguments={"question": told, "form": form, "filters": filters})


def open_history_file(job):
    """The file, or None when its week is over, or somebody was erased since: it would give back what is gone."""
    if job.ended_at < timezone.now() - KEPT or _tells_of_the_erased(job):
        default_storage.delete(_path(job))
    if not default_storage.exists(_path(job)):
        return None
    return default_storage.open(_path(job))


def _tells_of_the_erased(job):
    return ErasureCase.objects.filter(done_at__gte=job.created_at).exists()


def drop_files_of_before():
    """After an erasure: none that was asked for before it is kept."""
    now = timezone.now()
    for job in Job.objects.filter(kind=KIND, ended_at__gt=now - KEPT):
        if _tells_of_the_erased(job):
            default_storage.delete(_path(job))


def drop_expired_files():
    """Once a day."""
    now = timezone.now()
    old = Job.objects.filter(kind=KIND, ended_at__lt=now - KEPT, ended_at__gt=now - 5 * KEPT)
    for job in old:
        default_storage.delete(_path(job))


def _address(job):
    return reverse("compliance:history_file", args=[job.uuid])


@runner(KIND, label=gettext_lazy("Changes as a file"), url=_address)
def _write_in_background(job):
    _require(job.owner)
    question = _question(job)
    number = count_changes(job.owner, question, AT_MOST)
    if number > AT_MOST:
        words = {"number": number_format(AT_MOST, force_grouping=True)}
        raise ValidationError(
            _(
                "A file holds %(number)s changes at most, and these are more: narrow them by days, kind of record,"
                " person or action."
            )
            % words
        )
    rows = _counted(told_changes(job.owner, question), job, number)
    with tempfile.TemporaryFile() as file:
        written = WRITERS[job.arguments["form"]](file, columns(), rows)
        file.seek(0)
        default_storage.delete(_path(job))  # of a try that was interrupted
        default_storage.save(_path(job), File(file))
    return {"changes": written}


def _question(job):
    told = job.arguments["question"]
    days = {name: told[name] and date.fromisoformat(told[name]) for name in DAYS}
    return Question(**told | days)


def _counted(rows, job, number):
    for done, row in enumerate(rows):
        if done % READ_AT_ONCE == 0:
            job_progress(job, done, max(number, done))
        yield row


def _require(user):
    require(user, Permission.HISTORY_READ)
    require(user, Permission.EXPORT)


def _path(job):
    return f"history-files/{job.uuid}.{job.arguments['form']}"
