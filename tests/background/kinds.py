"""A job that counts and a reminder for whoever has a key; slow, so that something can die in the middle."""

import os
import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Notification
from accounts.services import job as jobs
from accounts.services import reminder
from accounts.services.job import job_progress
from accounts.services.reminder import Reminding

COUNTING = "test.counting"
REMINDING = "test.reminding"
PAUSE = 0.02  # seconds


def count_up(job):
    """Leaves one row a step; `fail_at` says where it is refused, `pause` how long each step takes."""
    for number in range(job.done + 1, job.arguments["steps"] + 1):
        if number == job.arguments.get("fail_at"):
            raise ValidationError("Step is not to be done.")
        with transaction.atomic():
            Notification.objects.create(user=job.owner, kind="count", key=f"{job.uuid}:{number}")
            job_progress(job, number, job.arguments["steps"], result={"pid": os.getpid()})
        time.sleep(job.arguments.get("pause", 0))
    return {"counted": job.done}


def still_needed(row):
    time.sleep(PAUSE)
    return Reminding({"customer": row.subject})


def declare():
    """For a worker: the kinds that the other process starts and reminds of."""
    jobs.runner(COUNTING, label=_("Counting"))(count_up)
    reminder.declare_reminder(REMINDING, _("%(customer)s: due"), still_needed)
