"""Long work in the background: started by a person, run by a worker on that person's behalf, taken up again if it dies.

A job is a row; the broker only carries the news that there is one. Whoever runs it holds a lock of the database's
session, which vanishes with its process: so a dead worker's job is known from a slow one's.

    @runner("customers.import", label=_("Import of customers"))
    def run_import(job):
        for number, line in enumerate(lines(job)[job.done:], job.done + 1):
            with transaction.atomic():          # the step and its count commit together: nothing is done twice
                import_line(line, by=job.owner)
                job_progress(job, number, total)
        return {"imported": number}             # becomes job.result
"""

import logging
import zoneinfo
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from accounts.history import coming_from, current_origin
from accounts.models import Job
from accounts.services.notification import declare_notification, notify

logger = logging.getLogger(__name__)
SILENCE = timedelta(minutes=1)  # then somebody looks whether the worker still lives
NUDGE_LIFE = 60  # seconds; an unread nudge is void when the tick has long sent another
MAX_TRIES = 10


class JobStopped(Exception):
    """Raised inside a runner whose job was cancelled, or is run by another worker by now."""


@dataclass(frozen=True)
class Runner:
    run: Callable
    label: object
    url: Callable | None


RUNNERS: dict[str, Runner] = {}


def runner(kind, *, label="", url=None):
    """Declares the function that does a kind of job; `url(job)` is where its result is seen."""

    def declare(run):
        RUNNERS[kind] = Runner(run, label or kind, url)
        return run

    return declare


def label_of(job):
    return label_of_kind(job.kind)


def label_of_kind(kind):
    return str(RUNNERS[kind].label) if kind in RUNNERS else kind


def url_of(job):
    declared = RUNNERS.get(job.kind)
    return declared.url(job) if declared and declared.url else ""


def start_job(kind, *, by, arguments=None):
    """A row now, a worker soon after the commit. A broker that is away costs seconds, never the job."""
    if kind not in RUNNERS:
        raise LookupError(kind)
    job = Job.objects.create(
        kind=kind,
        owner=by,
        arguments=arguments or {},
        request_id=current_origin().request_id,
    )
    transaction.on_commit(lambda: _nudge(job.pk), robust=True)
    return job


def cancel_job(job, *, by):
    """A waiting job never begins; a running one stops at its next step."""
    _check_own(job, by)
    call_off(job)


def call_off(job):
    """cancel_job for a verb that has asked for its own permission: what the job works on may be others' as well."""
    _move(job, Job.Status.CANCELLED, ended_at=timezone.now())


def retry_job(job, *, by):
    """A failed job begins again, after its last finished step."""
    _check_own(job, by)
    _move(job, Job.Status.WAITING, ended_at=None, problem="", tries=0)
    transaction.on_commit(lambda: _nudge(job.pk), robust=True)


def _check_own(job, by):
    if job.owner_id != by.pk:
        raise PermissionDenied(_("Only the person who started it may do this."))


@transaction.atomic
def _move(job, status, **fields):
    job.refresh_from_db(from_queryset=Job.objects.select_for_update())
    if status not in Job.NEXT[job.status]:
        raise ValidationError(_("It has ended meanwhile."))
    _write(job, status=status, **fields)


def job_progress(job, done, total=None, *, result=None):
    """Counts the steps done, shows life, and stops a runner that is no longer wanted (JobStopped).

    Call it in the transaction of the step: then a killed job goes on exactly behind its last step.
    """
    news = {"done": done, "alive_at": timezone.now()}
    if total is not None:
        news["total"] = total
    if result is not None:
        news["result"] = result
    mine = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, tries=job.tries)
    if not mine.update(**news):
        raise JobStopped
    for name, value in news.items():
        setattr(job, name, value)


def run_job(pk):
    """Does the job unless it has ended or somebody does it right now. Returns it as it is then, or None."""
    with _alone(pk) as is_alone:
        job = _claim(pk) if is_alone else None
        if job:
            _run(job)
    return job


def wake_jobs():
    """The tick: news of every job that waits or whose worker has been silent. Returns their number."""
    now = timezone.now()
    silent = Q(status=Job.Status.WAITING) | Q(alive_at__lt=now - SILENCE)
    forgotten = Job.objects.open().filter(silent)
    keys = list(forgotten.order_by("pk").values_list("pk", flat=True)[:100])
    # A broker that does not answer once is not asked a hundred times.
    all(_nudge(pk) for pk in keys)
    return len(keys)


def _nudge(pk):
    try:
        current_app.send_task("accounts.tasks.run_job", [pk], expires=NUDGE_LIFE)
    except (BrokerError, OSError) as problem:
        logger.warning("Job %s waits for the broker: %s", pk, problem)
        return False
    return True


@contextmanager
def _alone(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('job'), %s)", [pk])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('job'), %s)", [pk])


@transaction.atomic
def _claim(pk):
    open_jobs = Job.objects.filter(pk=pk, status__in=[Job.Status.WAITING, Job.Status.RUNNING])
    job = (
        open_jobs.select_for_update(skip_locked=True, of=("self",)).select_related("owner").first()
    )
    if job is None:
        return None
    if job.tries >= MAX_TRIES:
        _end(job, Job.Status.FAILED, problem=_("It stopped again and again without an answer."))
        return None
    _write(job, status=Job.Status.RUNNING, alive_at=timezone.now(), tries=job.tries + 1)
    return job


def _run(job):
    owner = job.owner
    with (
        coming_from("task", request_id=job.request_id),
        translation.override(owner.language),
        timezone.override(zoneinfo.ZoneInfo(owner.time_zone)),
    ):
        try:
            result = RUNNERS[job.kind].run(job)
        except JobStopped:
            return
        except (OperationalError, InterfaceError):
            # The database went away or was too busy: no fault of the job, which the tick takes up again.
            logger.exception("Job %s (%s) was interrupted", job.pk, job.kind)
        except ValidationError as refusal:
            _end(job, Job.Status.FAILED, problem="\n".join(refusal.messages))
        except Exception:
            logger.exception("Job %s (%s) failed", job.pk, job.kind)
            _end(job, Job.Status.FAILED, problem=_failed_sentence(job))
        else:
            _end(job, Job.Status.DONE, result=result or job.result)


def _failed_sentence(job):
    return _(
        "Something went wrong on our side. What was finished is kept. Support finds it under %(code)s."
    ) % {"code": job.uuid}


@transaction.atomic
def _end(job, status, **fields):
    """Unless it was cancelled or taken over meanwhile."""
    mine = Job.objects.open().filter(pk=job.pk, tries=job.tries)
    if mine.select_for_update().exists():
        _write(job, status=status, ended_at=timezone.now(), **fields)
        notify(
            job.owner,
            f"job.{status}",
            key=f"job:{job.uuid}:{status}:{job.ended_at.isoformat()}",
            params={"kind": job.kind},
            url=reverse("accounts:job_detail", args=[job.uuid]),
        )


def _write(job, **fields):
    for name, value in fields.items():
        setattr(job, name, value)
    job.save(update_fields=list(fields))


declare_notification(
    "job.done",
    lambda params: _("%(job)s is ready.") % {"job": label_of_kind(params["kind"])},
    icon="circle-check",
    by_email=False,
)
declare_notification(
    "job.failed",
    lambda params: _("%(job)s has failed.") % {"job": label_of_kind(params["kind"])},
    icon="alert-triangle",
    by_email=False,
)
