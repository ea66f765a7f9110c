"""What is due later and for whom, what stands in the inbox, and what goes out by e-mail (decision 24)."""

from django.db import models

from accounts.models.keyed import Keyed
from accounts.models.outgoing import Outgoing
from accounts.models.user import User


class ReminderQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(due_at__lte=now, handled_at=None)


class Reminder(models.Model):
    """A moment at which a person is to be told something. One row per (kind, subject, person, moment)."""

    kind = models.CharField(max_length=60)  # a name in services/reminder.py's table of kinds
    subject = models.UUIDField()  # the visit, request or filing in question
    user = models.ForeignKey(User, models.PROTECT, related_name="reminders")
    moment = models.CharField(
        max_length=40
    )  # "before", "at", "60" …: which of several for one subject
    due_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    # Told, or no longer needed when its time came.
    was_told = models.BooleanField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reminder_once", fields=["kind", "subject", "user", "moment"]
            )
        ]
        indexes = [
            models.Index(
                name="reminder_due", fields=["due_at"], condition=models.Q(handled_at=None)
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.moment} {self.due_at}"


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None)


class Notification(Keyed):
    """A line in somebody's inbox; its texts are made in the reader's language when it is read."""

    user = models.ForeignKey(User, models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)  # says what happened; the same key never comes twice
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(name="notification_once", fields=["user", "key"])]
        indexes = [
            models.Index(
                name="notification_unread", fields=["user"], condition=models.Q(read_at=None)
            )
        ]

    def __str__(self):
        return f"{self.kind} → {self.user}"


class Email(Outgoing):
    notification = models.OneToOneField(Notification, models.CASCADE, related_name="email")
    message_id = models.CharField(max_length=200, unique=True)

    def __str__(self):
        return self.message_id
