"""How a submitted visit is put right: proposed by its rep, accepted by a manager, both versions kept."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from visits.models.visit import Visit


class VisitAmendmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def filed(self):
        return self.filter(status=VisitAmendment.Status.FILED)


class VisitAmendment(Keyed):
    class Status(models.TextChoices):
        FILED = "filed", pgettext_lazy("amendment", "Filed")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        Status.FILED: {Status.ACCEPTED, Status.REJECTED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.REJECTED: set(),
        Status.WITHDRAWN: set(),
    }

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="amendments")
    reason = models.TextField(_("reason"))
    values = models.JSONField()  # field name → proposed value
    previous = models.JSONField()  # field name → value when it was filed
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.FILED)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    objects = VisitAmendmentQuerySet.as_manager()
    history = Recorded(signed=True, part_of="visit")

    class Meta:
        ordering = ["-filed_at"]
        constraints = [
            models.UniqueConstraint(
                name="amendment_one_open_per_visit",
                fields=["visit"],
                condition=Q(status="filed"),
                violation_error_message=_("An amendment of this visit is already waiting."),
            ),
            models.CheckConstraint(
                name="amendment_is_not_decided_by_its_author",
                condition=~Q(status__in=["accepted", "rejected"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=models.F("filed_by")),
                violation_error_message=_("Nobody decides on their own amendment."),
            ),
        ]

    def __str__(self):
        return f"{self.visit}: {self.get_status_display()}"

    @property
    def is_open(self):
        return self.status == self.Status.FILED

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(_("This amendment is decided already."), code="AMENDMENT_STATUS")
