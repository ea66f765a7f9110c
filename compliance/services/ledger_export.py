"""The whole ledger as a file for an auditor, written in the background and logged as taken away."""

import tempfile

from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, require
from accounts.services.job import job_progress, runner, start_job
from compliance.ledger.bundle import write_bundle
from compliance.ledger.signing import trusted_keys
from compliance.ledger.tables import still_image

KIND = "compliance.export"


def write_export(file, *, progress=lambda number: None):
    """Writes a bundle into a file; returns the number of entries."""
    with still_image() as image:
        return write_bundle(
            file,
            keys=trusted_keys(),
            checkpoints=image.checkpoints(),
            entries=_counted(image, progress),
            tables=image.tables(),
            access_lines=image.access_lines(),
        )


def start_export(*, by):
    require(by, Permission.LEDGER_EXPORT)
    return start_job(KIND, by=by)


def path_of(job):
    """Where the file of an export lies in the store."""
    return f"ledger/{job.uuid}.zip"


def _address(job):
    return reverse("compliance:ledger_export_file", args=[job.uuid])


@runner(KIND, label=_("Export of the ledger"), url=_address)
def _export_in_background(job):
    with tempfile.TemporaryFile() as file:
        number = write_export(file, progress=lambda done: job_progress(job, done))
        file.seek(0)
        default_storage.delete(path_of(job))  # of a try that was interrupted
        default_storage.save(path_of(job), File(file))
    return {"entries": number}


def _counted(image, progress):
    entries = (entry for part in (image.sealed_entries, image.unsealed_entries) for entry in part())
    for done, entry in enumerate(entries):
        if done % 10_000 == 0:
            progress(done)
        yield entry
