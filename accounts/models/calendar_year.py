"""A year whose holidays are known as a whole (decision 12); single days may be known long before."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded


class CalendarYearQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self


class CalendarYear(models.Model):
    """It is published: what is counted over its days is no longer provisional."""

    country = models.CharField(_("country"), max_length=2)
    year = models.PositiveSmallIntegerField(_("year"))

    objects = CalendarYearQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(name="calendar_year_published_once", fields=["country", "year"])
        ]

    def __str__(self):
        return f"{self.country} {self.year}"
