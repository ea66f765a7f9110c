"""What representatives said to suggestions, and what the rules weigh by it (VIS-13)."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from accounts.permissions import sees_everything
from customers.models import Customer
from visits.models.visit import Visit


class SuggestionAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those about customers whom one sees."""
        if sees_everything(user):
            return self
        return self.filter(Q(rep=user) | Q(customer__in=Customer.objects.visible_to(user)))

    def accepted(self):
        return self.filter(answer=SuggestionAnswer.Answer.ACCEPTED)


class SuggestionAnswer(Keyed):
    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    class Reason(models.TextChoices):
        NOT_NOW = "not_now", _("Not now")
        MET_ELSEWHERE = "met_elsewhere", _("In touch another way")
        NO_NEED = "no_need", _("No reason to see them")
        WISH = "wish", _("They asked not to be visited")

    # Until then the customer is not suggested to that representative again.
    PAUSE = {
        Reason.NOT_NOW: timedelta(days=7),
        Reason.MET_ELSEWHERE: timedelta(days=14),
        Reason.NO_NEED: timedelta(days=30),
        Reason.WISH: timedelta(days=90),
    }

    rep = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("representative")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    answered_on = models.DateField(_("day"))
    answer = models.CharField(_("answer"), max_length=20, choices=Answer)
    # Codes of the rules that spoke for it, the weightiest first.
    rules = ArrayField(models.CharField(max_length=40), verbose_name=_("rules"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="+")
    back_on = models.DateField(_("suggested again from"), null=True)

    objects = SuggestionAnswerQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="suggestion_dismissed_has_a_reason",
                condition=Q(answer="accepted", reason="", back_on=None)
                | Q(answer="dismissed", back_on__isnull=False) & ~Q(reason=""),
                violation_error_message=_("Say why not: the rules learn from it."),
            ),
        ]
        indexes = [
            models.Index(name="suggestion_of_rep", fields=["rep", "back_on"]),
            models.Index(name="suggestion_by_day", fields=["answered_on"]),
        ]

    def __str__(self):
        return f"{self.customer}: {self.get_answer_display()}"


class SuggestionWeight(models.Model):
    """By how much a rule counts more or less than at first: derived from the answers each night."""

    rule = models.CharField(max_length=40, primary_key=True)
    accepted = models.PositiveIntegerField()
    dismissed = models.PositiveIntegerField()
    factor = models.DecimalField(max_digits=3, decimal_places=2)
    learned_on = models.DateField()

    def __str__(self):
        return f"{self.rule} × {self.factor}"
