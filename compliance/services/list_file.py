"""A list too long for a page is written into a file in the background, and lies there for a week for whoever asked for it."""

import tempfile
from datetime import timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.exports import SHEETS
from accounts.models import Job
from accounts.services.delegation import stand_in
from accounts.services.job import job_progress, runner, start_job
from compliance.models import ErasureCase

KEPT = timedelta(days=7)
AT_ONCE = 2_000  # rows that a page waits for
PLACE = "list-files"
TOLD_EVERY = 500  # rows between two looks at the progress


class ListFile:
    """One kind of list that may be a file. A subclass says what is in it and who may have it; one of it is registered."""

    kind = ""  # of its jobs
    label = ""
    what = ""  # for the access log
    name = ""  # of the file that is taken away, before its day
    route = ""  # URL name of the page that hands it out
    narrow_by = ""  # the sentence that says how to ask for fewer rows
    writers = SHEETS  # form → function of (file, columns, rows), which returns the number written
    at_most: ClassVar = {"csv": 100_000, "xlsx": 100_000}  # form → rows

    def require(self, user):
        """Raises PermissionDenied for who may not have it, when it is asked for, written and fetched."""
        raise NotImplementedError

    def count(self, job):
        """How many rows it will have; past the most that a form holds it may stop counting."""
        raise NotImplementedError

    def columns(self, job):
        """[(heading, function of a row)]"""
        raise NotImplementedError

    def rows(self, job):
        """Read once, from first to last."""
        raise NotImplementedError

    def writer(self, job):
        return self.writers[job.arguments["form"]]

    def start(self, *, form, filters, by, **asked):
        """`asked` is what the four methods go by, `filters` the words of the address, for the access log."""
        self.require(by)
        if form not in self.writers:
            raise ValidationError(_("A list is not taken away in this form."))
        cover = by.stands_in and str(by.stands_in.uuid)
        told = {**asked, "form": form, "filters": filters, "stands_in": cover}
        return start_job(self.kind, by=by, arguments=told)

    def open(self, job):
        """The file, or None when its week is over, or somebody was erased since: it would give back what is gone."""
        if job.ended_at < timezone.now() - KEPT or _tells_of_the_erased(job):
            _drop(job)
        if not default_storage.exists(_path(job)):
            return None
        return default_storage.open(_path(job))

    def write(self, job):
        _stand_in_as_asked(job)
        self.require(job.owner)
        form = job.arguments["form"]
        number = self.count(job)
        self._check_room(number, self.at_most[form])
        rows = _counted(self.rows(job), job, number)
        with tempfile.TemporaryFile() as file:
            written = self.writer(job)(file, self.columns(job), rows)
            file.seek(0)
            default_storage.delete(_path(job))  # of a try that was interrupted
            default_storage.save(_path(job), File(file))
        return {"rows": written}

    def _check_room(self, number, at_most):
        if number <= at_most:
            return
        words = {"number": number_format(at_most, force_grouping=True)}
        most = _("This file holds %(number)s rows at most, and these are more.") % words
        raise ValidationError(f"{most} {self.narrow_by}")

    def address(self, job):
        return reverse(self.route, args=[job.uuid])


LISTS = {}


def register_list_file(known):
    """Makes the job that writes it, and lets the daily sweep know of its files."""
    LISTS[known.kind] = known
    runner(known.kind, label=known.label, url=known.address)(known.write)


def drop_files_of_before():
    """After an erasure: none that was asked for before it is kept."""
    for job in Job.objects.filter(kind__in=LISTS, ended_at__gt=timezone.now() - KEPT):
        if _tells_of_the_erased(job):
            _drop(job)


def drop_expired_files():
    """Once a day."""
    now = timezone.now()
    old = Job.objects.filter(kind__in=LISTS, ended_at__lt=now - KEPT, ended_at__gt=now - 5 * KEPT)
    for job in old:
        _drop(job)


def _stand_in_as_asked(job):
    """The file holds what the page held: the field of whom its owner stood in for."""
    cover = job.arguments.get("stands_in")
    if cover and not stand_in(job.owner, cover):
        raise ValidationError(
            _("The cover under which this file was asked for is over. Ask for it anew.")
        )


def _tells_of_the_erased(job):
    return ErasureCase.objects.filter(done_at__gte=job.created_at).exists()


def _counted(rows, job, number):
    for done, row in enumerate(rows):
        if done % TOLD_EVERY == 0:
            job_progress(job, done, max(number, done))
        yield row


def _drop(job):
    """Also from where the history's files lay before every list had one: what lies there yet would never go."""
    for place in (PLACE, "history-files"):
        default_storage.delete(_path(job, place))


def _path(job, place=PLACE):
    return f"{place}/{job.uuid}.{job.arguments['form']}"
