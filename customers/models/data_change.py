"""What somebody proposes about a customer's own data, and what a steward decided (CUS-12)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer


class DataChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def waiting(self):
        return self.filter(status=DataChange.Status.WAITING)


class DataChange(Keyed):
    """`values` and `previous` hold {field: value as in the API}; both are empty for a new customer."""

    class Kind(models.TextChoices):
        NEW = "new", _("New customer")
        EDIT = "edit", _("Change of data")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a steward")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        Status.WAITING: {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.REJECTED: set(),
        Status.WITHDRAWN: set(),
    }
    DECIDED = (Status.ACCEPTED, Status.REJECTED)

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="data_changes", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    values = models.JSONField(_("proposed"), default=dict, blank=True)
    previous = models.JSONField(_("before"), default=dict, blank=True)
    evidence = models.TextField(_("how it is known"), blank=True)
    attachment = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.WAITING)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("filed by"))
    filed_at = models.DateTimeField(_("filed at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("decision reason"), blank=True)

    objects = DataChangeQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="data_change_one_waiting_per_customer",
                fields=["customer"],
                condition=Q(status="waiting"),
                violation_error_message=_(
                    "Another change of this customer waits for a steward already."
                ),
            ),
            models.CheckConstraint(
                name="data_change_is_decided_by_somebody_else",
                condition=~Q(status__in=["accepted", "rejected"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("filed_by")),
                violation_error_message=_("Nobody decides on what they proposed."),
            ),
        ]
        indexes = [
            models.Index(name="data_change_by_status", fields=["status", "-filed_at", "-id"]),
        ]

    def __str__(self):
        return f"{self.customer}: {self.get_status_display()}"

    @property
    def is_waiting(self):
        return self.status == self.Status.WAITING

    @property
    def is_new_customer(self):
        return self.kind == self.Kind.NEW

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(_("This is decided already."), code="DATA_CHANGE_STATUS")
