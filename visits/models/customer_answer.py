"""What a customer says on her own page of a visit that we recorded: it was so, or it was not (CMP-13)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from customers.models import Customer, GuestLink
from visits.models.visit import Visit


class CustomerAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def disputed(self):
        return self.exclude(status=CustomerAnswer.Status.CONFIRMED)


class CustomerAnswer(Keyed):
    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("Disputed")
        SETTLED = "settled", _("Settled")

    NEXT = {
        Status.CONFIRMED: {Status.DISPUTED},
        Status.DISPUTED: {Status.SETTLED},
        Status.SETTLED: set(),
    }

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="customer_answers")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    link = models.ForeignKey(GuestLink, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=20, choices=Status)
    # Her words: ciphertext under her own key.
    words_sealed = models.TextField(_("what is disputed, sealed"), blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"))
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settlement = models.TextField(_("how it was settled"), blank=True)

    objects = CustomerAnswerQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        verbose_name = _("customer answer")
        indexes = [
            models.Index(
                name="customer_answer_disputed",
                fields=["-answered_at", "-id"],
                condition=~Q(status="confirmed"),
            ),
            models.Index(name="customer_answer_of_customer", fields=["customer", "visit"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="customer_answer_once_a_visit", fields=["visit", "customer"]
            ),
            models.CheckConstraint(
                name="customer_answer_settled_says_who_and_how",
                condition=~Q(status="settled")
                | ~Q(settlement="") & Q(settled_by__isnull=False, settled_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()}: {self.visit}"

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _now("What is %(now)s can't become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )
