"""Days that differ from the plain week: public holidays and make-up working days (decision 12)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded


class CalendarDayQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self


class CalendarDay(models.Model):
    country = models.CharField(_("country"), max_length=2)
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)

    objects = CalendarDayQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(name="calendar_day_once_per_country", fields=["country", "day"])
        ]

    def __str__(self):
        return f"{self.country} {self.day}"
