"""What leaves the house: e-mails, and messages to people's channels."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.keyed import Keyed


class Outgoing(Keyed):
    """A message to be sent once. `sending` is committed before it leaves, so a doubt shows as a doubt."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not sent")

    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                name="%(class)s_unsent",
                fields=["due_at"],
                condition=models.Q(status__in=["waiting", "sending"]),
            )
        ]
