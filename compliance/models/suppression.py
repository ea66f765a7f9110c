"""Where people have decided that a rule need not say again what is known."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything


class SuppressionQuerySet(DatedQuerySet):
    def visible_to(self, user):
        if not can(user, Permission.ALERT_READ) or not sees_everything(user):
            return self.none()
        return self.filter(Q(person=None) | ~Q(person=user.pk))

    def in_force(self, day):
        return self.on(day).filter(ended_at=None)


class Suppression(Keyed, Dated):
    """For so long a rule raises no alert about this subject. It always ends."""

    LONGEST = 92  # days

    rule = models.CharField(_("rule"), max_length=20)
    label = models.CharField(_("record"), max_length=60)
    subject = models.CharField(_("key"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))

    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = SuppressionQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_to", "-pk"]
        verbose_name = _("suppression")
        constraints = [
            dates_in_order("suppression_dates_in_order"),
            models.CheckConstraint(
                name="suppression_ends",
                condition=Q(valid_to__isnull=False),
                violation_error_message=_("Say until when."),
            ),
        ]

    def __str__(self):
        return f"{self.rule} · {self.name}"

    @property
    def is_in_force(self):
        return self.ended_at is None and self.holds_on(timezone.localdate())
