"""Waivers: one visit may take place against a wish, a limit or a reception rule, because somebody decided so (VIS-04c)."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from visits.models.visit import Visit
from visits.models.visit_part import OfVisitQuerySet


class Against(models.TextChoices):
    """What may stand against a visit, in the order in which it is told."""

    BANNED = "banned", _("No representatives there")
    NO_APPOINTMENT = "no_appointment", _("No appointment")
    OUTSIDE = "outside", _("Outside the reception times")
    WISH = "wish", _("The customer's wish")
    TIMES = "times", _("The customer's times")
    VISITS = "visits", _("Visits in twelve months")
    CONTACTS = "contacts", _("Other contacts in twelve months")


class WaiverQuerySet(OfVisitQuerySet):
    def waiting(self):
        return self.filter(status=Waiver.Status.REQUESTED)

    def with_people(self):
        return self.select_related(
            "visit__customer", "visit__rep", "visit__territory", "requested_by", "decided_by"
        )


class Waiver(Keyed):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Waiting")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        USED = "used", _("Used")

    NEXT = {
        Status.REQUESTED: {Status.APPROVED, Status.REFUSED},
        Status.APPROVED: {Status.USED},
        Status.REFUSED: set(),
        Status.USED: set(),
    }

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="waivers")
    # What stood against the visit when it was asked for ; it lifts nothing else.
    against = ArrayField(
        models.CharField(max_length=20, choices=Against), verbose_name=_("against")
    )
    # The only day for which it holds.
    day = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=500)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.REQUESTED)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    objects = WaiverQuerySet.as_manager()
    history = Recorded(part_of="visit")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("waiver")
        constraints = [
            models.UniqueConstraint(
                name="waiver_one_waits",
                fields=["visit"],
                condition=Q(status="requested"),
                violation_error_message=_("A waiver for this visit waits already."),
            ),
            models.CheckConstraint(
                name="waiver_decided_by_another",
                condition=Q(status="requested", decided_by=None, decided_at=None)
                | ~Q(status="requested")
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("requested_by")),
                violation_error_message=_("Nobody decides on what they asked for."),
            ),
        ]

    def __str__(self):
        return f"{self.visit}"

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(_("It has been decided meanwhile."))

    @property
    def is_waiting(self):
        return self.status == self.Status.REQUESTED
