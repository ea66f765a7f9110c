"""The versions of materials that a visit was to bring, and those that were shown: of the plan or beside it (CN-025)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from compliance.models import MaterialVersion
from visits.models.visit import Visit
from visits.models.visit_part import OfVisitQuerySet


class VisitMaterialQuerySet(OfVisitQuerySet):
    def planned(self):
        return self.filter(is_planned=True)

    def shown(self):
        return self.filter(is_shown=True)

    def opened(self):
        return self.filter(opened_at__isnull=False)


class VisitMaterial(Keyed):
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="materials")
    version = models.ForeignKey(
        MaterialVersion, models.PROTECT, related_name="+", verbose_name=_("material")
    )
    is_planned = models.BooleanField(_("planned"), default=False)
    is_shown = models.BooleanField(_("shown"), default=False)
    # When it was first opened on the rep's own screen for this visit.
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    objects = VisitMaterialQuerySet.as_manager()
    history = Recorded(part_of="visit")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_material_once",
                fields=["visit", "version"],
                violation_error_message=_("This material is on the visit already."),
            )
        ]

    def __str__(self):
        return str(self.version)
