"""Days of people whose facts are out of date: marks that verbs append and a task folds (pitfalls 3.14)."""

from django.db import models
from django.db.models.functions import Now

from accounts.models import User


class DirtyDay(models.Model):
    """One mark per change. Many marks of one day are one recomputation; a mark is never updated."""

    user = models.ForeignKey(
        User, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    date = models.DateField()
    marked_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return f"{self.user_id} {self.date}"
