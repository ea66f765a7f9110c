"""An anticipated question that was asked on a visit: how often each is, shows what to prepare for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from compliance.models import AnticipatedQuestion
from visits.models.visit import Visit
from visits.models.visit_part import OfVisitQuerySet


class AskedQuestion(Keyed):
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="asked")
    question = models.ForeignKey(
        AnticipatedQuestion, models.PROTECT, related_name="+", verbose_name=_("question")
    )

    objects = OfVisitQuerySet.as_manager()
    history = Recorded(part_of="visit")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="asked_question_once", fields=["visit", "question"])
        ]

    def __str__(self):
        return str(self.question)
