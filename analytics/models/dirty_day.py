"""What is out of date: marks that verbs append and a task folds (pitfalls 3.14). A mark is never updated."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import Territory, User


class DirtyDay(models.Model):
    """The facts of a person's day. One mark per change; many marks of one day are one recomputation."""

    user = models.ForeignKey(
        User, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    date = models.DateField()
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return f"{self.user_id} {self.date}"


class DirtyTerritory(models.Model):
    """The period counts of a territory: its targets, their tiers or its people changed.

    Written by the tables themselves (migrations 0002 to 0004), whoever changes them.
    """

    territory = models.ForeignKey(
        Territory, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return str(self.territory_id)
