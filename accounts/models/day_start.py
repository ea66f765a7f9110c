"""Which work of the day's beginning is done: one row per day and starter, committed with what the starter did."""

from django.db import models


class DayStart(models.Model):
    day = models.DateField()
    starter = models.CharField(max_length=200)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="day_start_once", fields=["day", "starter"])]

    def __str__(self):
        return f"{self.day} {self.starter}"
