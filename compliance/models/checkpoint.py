"""What the signer signed of the log, and where it was sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, can


class LedgerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.LEDGER_READ) else self.none()


class Checkpoint(models.Model):
    """Append-only. `note` is a C2SP signed note, `previous` the SHA-256 of the note before it."""

    size = models.BigIntegerField(_("size"))
    root = models.BinaryField()
    frontier = models.BinaryField()
    # The last sealed entry: the next seal begins behind it.
    xid = models.BigIntegerField()
    entry = models.BigIntegerField()
    incarnation = models.IntegerField()
    note = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(_("sealed at"))

    objects = LedgerQuerySet.as_manager()

    class Meta:
        db_table = "ledger_checkpoint"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.size} {self.root.hex()[:12]}"


class Delivery(models.Model):
    """A checkpoint on its way to a sink, an outbox: the only table of the ledger that is updated."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")

    NEXT = {Status.WAITING: {Status.WAITING, Status.DELIVERED}, Status.DELIVERED: set()}

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="deliveries")
    sink = models.CharField(_("sink"), max_length=200)
    status = models.CharField(_("state"), max_length=20, choices=Status, default=Status.WAITING)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField()
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    receipt = models.TextField(blank=True)
    problem = models.TextField(_("problem"), blank=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        db_table = "ledger_delivery"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="ledger_delivery_once_per_sink", fields=["checkpoint", "sink"]
            )
        ]

    def __str__(self):
        return f"{self.sink} {self.status}"


class Verification(models.Model):
    """A run of the verifier and what it found; append-only. Without a person it was the clock's."""

    level = models.PositiveSmallIntegerField(_("level"))
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    exit_code = models.PositiveSmallIntegerField()
    size = models.BigIntegerField(_("size"))
    root = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        db_table = "ledger_verification"
        ordering = ["-pk"]

    def __str__(self):
        return f"L{self.level} {self.exit_code}"
