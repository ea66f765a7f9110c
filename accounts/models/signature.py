"""Electronic signatures: who signed which version of which record, when, as what, and who failed to (SIG-001 … 005)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.models.user import User
from accounts.permissions import Permission, can


class SignatureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees a record sees its signatures there (services/signature.py); this is the list of all."""
        return self if can(user, Permission.HISTORY_READ) else self.filter(signed_by=user)


class Signature(Keyed):
    """Never changed. Whether it holds is computed from the record each time, and stored nowhere."""

    class Meaning(models.TextChoices):
        AUTHORED = "authored", _("Authored")
        REVIEWED = "reviewed", _("Reviewed")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        ATTESTED = "attested", _("Attested")
        RECEIVED = "received", _("Received")

    class Method(models.TextChoices):
        PASSWORD = "password", _("Password")
        TOTP = "totp", _("Code of the authenticator app")

    signed_by = models.ForeignKey(User, models.PROTECT, related_name="signatures")
    printed_name = models.CharField(_("printed name"), max_length=200)
    meaning = models.CharField(_("meaning"), max_length=20, choices=Meaning)
    label = models.CharField(_("kind of record"), max_length=60)
    record = models.UUIDField(_("record"))
    version = models.BigIntegerField(_("version"))  # the history id of what was signed
    # The recorded fields that the hash covers: a column added later is nothing that was signed.
    fields = ArrayField(models.CharField(max_length=100))
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(_("signed at"))  # by the database's clock
    time_zone = models.CharField(_("time zone"), max_length=50)
    method = models.CharField(_("method"), max_length=20, choices=Method)
    client = models.CharField(_("client"), max_length=200, blank=True)
    # Not "ip": it would take the place of the history's own.
    address = models.CharField(_("address"), max_length=45, blank=True)
    session = models.CharField(max_length=64, blank=True)  # a digest; programs have none
    # Keyed by the installation's master key, which no database holds: over everything above.
    binding = models.CharField(max_length=64)

    objects = SignatureQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["signed_at", "pk"]
        indexes = [
            models.Index(name="signature_of_record", fields=["label", "record"]),
            models.Index(name="signature_newest_of_user", fields=["signed_by", "-signed_at"]),
        ]

    def __str__(self):
        return f"{self.printed_name}: {self.get_meaning_display()}"


class SigningFailureQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.USER_READ) else self.filter(user=user)

    def open(self):
        """Not followed by a success, nor forgiven by an administrator."""
        return self.filter(cleared_at=None)


class SigningFailure(Keyed):
    """A wrong name or secret where a signature was asked for."""

    user = models.ForeignKey(User, models.PROTECT, related_name="signing_failures")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(_("what"), max_length=100)  # the deed that was to be signed
    client = models.CharField(_("client"), max_length=200, blank=True)
    cleared_at = models.DateTimeField(_("cleared at"), null=True)

    objects = SigningFailureQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(
                name="signing_failures_open",
                fields=["user"],
                condition=models.Q(cleared_at=None),
            )
        ]

    def __str__(self):
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"
