"""Long work that somebody waits for: its progress and its result (ALL-03)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.keyed import Keyed
from accounts.models.user import User


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(owner=user)

    def waiting(self):
        return self.filter(status=Job.Status.WAITING)

    def open(self):
        """Waiting or running: somebody still waits for the result."""
        return self.filter(status__in=[Job.Status.WAITING, Job.Status.RUNNING])


class Job(Keyed):
    """Not a business record: what a job does to records is recorded there, on the owner's behalf."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT = {
        Status.WAITING: {Status.RUNNING, Status.CANCELLED},
        # A worker that died leaves a running job behind; it is taken up again from its last step.
        Status.RUNNING: {Status.RUNNING, Status.DONE, Status.FAILED, Status.CANCELLED},
        Status.DONE: set(),
        Status.FAILED: {Status.WAITING},
        Status.CANCELLED: set(),
    }

    kind = models.CharField(max_length=60)  # a name in services/job.py's table of runners
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs")
    arguments = models.JSONField(default=dict)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    request_id = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # A running job shows life here; one that has been silent for long is taken up again.
    alive_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    labels = ArrayField(models.CharField(max_length=60), default=list)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                name="job_unfinished",
                fields=["status", "alive_at"],
                condition=models.Q(status__in=["waiting", "running"]),
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.status}"

    @property
    def percent(self):
        return None if not self.total else min(100, self.done * 100 // self.total)

    @property
    def is_open(self):
        return bool(self.NEXT[self.status]) and self.status != self.Status.FAILED
