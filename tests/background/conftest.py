"""A job that counts, and a reminder that is needed until somebody says otherwise."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Notification
from accounts.services import job as jobs
from accounts.services import notification, reminder
from accounts.services.job import job_progress
from accounts.services.reminder import Reminding


def count_up(job):
    """Writes one row a step; `fail_at` and `cancel_at` say where it ends early."""
    for number in range(job.done + 1, job.arguments["steps"] + 1):
        if number == job.arguments.get("fail_at"):
            raise ValidationError("Step is not to be done.")
        with transaction.atomic():
            Notification.objects.create(user=job.owner, kind="count", key=f"{job.uuid}:{number}")
            job_progress(job, number, job.arguments["steps"])
    return {"counted": job.done}


@pytest.fixture
def counting(monkeypatch):
    declared = jobs.Runner(count_up, _("Counting"), lambda job: "/customers/")
    monkeypatch.setitem(jobs.RUNNERS, "count", declared)


@pytest.fixture
def counted():
    """The steps of a job that left something behind, in order."""

    def steps(job):
        keys = Notification.objects.filter(kind="count", key__startswith=str(job.uuid))
        return sorted(int(key.rpartition(":")[2]) for key in keys.values_list("key", flat=True))

    return steps


@pytest.fixture
def overdue(monkeypatch):
    """{subject: what to say}: the kind "overdue" is needed for these subjects only."""
    needed = {}
    text = _("%(customer)s: due on %(day)s")
    monkeypatch.setitem(
        notification.KINDS, "overdue", notification.NotificationKind(text, icon="clock")
    )
    monkeypatch.setitem(
        reminder.NEEDED,
        "overdue",
        lambda row: needed.get(row.subject) and Reminding(needed[row.subject], url="/visits/"),
    )
    return needed
