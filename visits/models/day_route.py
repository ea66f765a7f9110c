"""The order in which a rep goes through a day, as she put it: derived from places or chosen, and no record (decision 6)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User


class DayRouteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(rep=user)


class DayRoute(models.Model):
    """`visits` are uuids in order, `previous` those of the order before, to go back to."""

    rep = models.ForeignKey(User, models.CASCADE, related_name="+")
    day = models.DateField()
    visits = ArrayField(models.UUIDField(), default=list)
    previous = ArrayField(models.UUIDField(), default=list)

    objects = DayRouteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="day_route_once", fields=["rep", "day"]),
        ]

    def __str__(self):
        return f"{self.rep} {self.day}"

    def in_order(self, visits):
        """The visits as ordered; those planned since come last, as they were given."""
        places = {uuid: place for place, uuid in enumerate(self.visits)}
        return sorted(visits, key=lambda visit: places.get(visit.uuid, len(places)))
