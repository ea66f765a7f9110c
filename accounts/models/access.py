"""Who looked at, searched for or took away personal data (CMP-03)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.permissions import Permission, can


class ClockTime(models.Func):
    """The moment itself: now() would be the beginning of the transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()
    allowed_default = True
    arity = 0


class AccessQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.ACCESS_LOG_READ) else self.filter(user=user)


class Access(models.Model):
    """Append-only; `what` is the model's label, `subject` one record, or none for a list."""

    class Action(models.TextChoices):
        VIEW = "view", _("Viewed")
        SEARCH = "search", _("Searched")
        EXPORT = "export", _("Exported")
        UNMASK = "unmask", _("Unmasked")
        API = "api", _("Read by API")

    # The database's clock: an hour is sealed by it, and a server's that lags would write into a sealed one.
    at = models.DateTimeField(db_default=ClockTime(), editable=False)
    # None: whoever holds the link that `subject` names (CMP-13, CUS-15).
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    action = models.CharField(_("action"), max_length=20, choices=Action)
    what = models.CharField(_("what"), max_length=60)
    subject = models.UUIDField(null=True)
    filters = models.TextField(_("filter"), blank=True)
    count = models.PositiveIntegerField(_("records"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    request_id = models.CharField(max_length=60, blank=True)
    ip = models.CharField(max_length=45, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="access_is_somebodys_or_a_links",
                condition=models.Q(user__isnull=False)
                | models.Q(what="customers.guestlink", subject__isnull=False),
            )
        ]
        indexes = [
            models.Index(name="access_newest", fields=["-at", "-id"]),
            models.Index(name="access_by_user", fields=["user", "-at"]),
            models.Index(
                name="access_by_subject",
                fields=["subject", "-at"],
                condition=models.Q(subject__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.who} {self.action} {self.what}"

    @property
    def who(self):
        return str(self.user or _("Whoever holds the link"))
