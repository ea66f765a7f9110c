"""Adverse events that customers mention: a draft from the visit, then Quality's alone (CN-012, VIS-09)."""

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Product, User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.models import Customer
from visits.models.visit import Visit


class AdverseEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Quality's; the reporter sees that it was handed over."""
        return self if can(user, Permission.SAFETY_READ) else self.filter(reported_by=user)

    def with_people(self):
        return self.select_related("customer", "product", "visit", "reported_by")


class AdverseEvent(Keyed):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        HANDED_OVER = "handed_over", _("Handed over to Quality")

    NEXT = {Status.DRAFT: {Status.HANDED_OVER}, Status.HANDED_OVER: set()}

    visit = models.OneToOneField(
        Visit, models.PROTECT, null=True, blank=True, related_name="adverse_event"
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # The first moment that any employee knew: the clocks start here (CN-013).
    aware_at = models.DateTimeField(_("known since"))
    due_at = models.DateTimeField(_("to be handed over by"))
    # What a reporter says of a patient: ciphertext under the event's own key (PRV-002, PRV-011).
    what_happened_sealed = models.TextField(_("what happened, sealed"), blank=True, editable=False)

    objects = AdverseEventQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-aware_at"]

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    def __str__(self):
        return f"{self.customer} {date_format(timezone.localtime(self.aware_at), 'SHORT_DATETIME_FORMAT')}"
