"""What the company has set, version by version: proposed by one person, approved by another (compliance.md §8)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap, text_key
from accounts.models.keyed import Keyed
from accounts.models.user import User
from accounts.parameters import DECLARED, defaults_of
from accounts.permissions import Permission, can


def this_country():
    return settings.COUNTRY


class ParameterVersionQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.PARAMETER_READ) else self.none()

    def approved(self):
        return self.filter(status=ParameterVersion.Status.APPROVED)

    def proposed(self):
        return self.filter(status=ParameterVersion.Status.PROPOSED)


class ParameterVersion(Keyed, Dated):
    """All values of one set (`code`, declared in accounts/parameters.py) in one country."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        Status.PROPOSED: {Status.APPROVED, Status.REJECTED, Status.WITHDRAWN},
        Status.APPROVED: set(),
        Status.REJECTED: set(),
        Status.WITHDRAWN: set(),
    }

    code = models.CharField(_("rule"), max_length=40)
    jurisdiction = models.CharField(_("country"), max_length=10, default=this_country)
    version = models.PositiveIntegerField(_("version"))
    values = models.JSONField(_("values"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PROPOSED)
    reason = models.TextField(_("reason"))
    # Nobody proposed and nobody decided on what came with the software.
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    objects = ParameterVersionQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("parameters")
        verbose_name_plural = "parameter versions"
        constraints = [
            dates_in_order("parameter_version_dates_in_order"),
            models.UniqueConstraint(
                name="parameter_version_is_numbered_once",
                fields=["code", "jurisdiction", "version"],
            ),
            models.UniqueConstraint(
                name="parameter_version_one_proposal",
                fields=["code", "jurisdiction"],
                condition=Q(status="proposed"),
                violation_error_message=_("Another proposal waits already."),
            ),
            no_overlap(
                "parameter_version_one_a_day",
                text_key("code", "jurisdiction"),
                condition=Q(status="approved"),
                message=_("Another version holds in that period."),
            ),
            models.CheckConstraint(
                name="parameter_version_needs_a_second_person",
                condition=~Q(status="approved")
                | Q(proposed_by=None, decided_by=None)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Nobody approves what they proposed."),
            ),
        ]

    def __str__(self):
        return f"{self.code} v{self.version}"

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(_("It has been decided meanwhile."))

    @property
    def is_proposed(self):
        return self.status == self.Status.PROPOSED

    @property
    def whole(self):
        """Every declared value: a parameter that is younger than the version has its default."""
        known = {name: self.values[name] for name in DECLARED[self.code] if name in self.values}
        return defaults_of(self.code) | known
