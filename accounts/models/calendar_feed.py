"""The secret address under which a person's calendar program finds her plans (ACC-05)."""

from django.db import models
from django.db.models import Q

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.models.user import User


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def current(self):
        return self.filter(revoked_at=None)


class CalendarFeed(Keyed):
    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    # SHA-256 of the address's secret part, which is never kept.
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()
    history = Recorded(unrecorded=["digest", "last_used_at"])

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="calendar_feed_one_per_person",
                fields=["user"],
                condition=Q(revoked_at=None),
            )
        ]

    def __str__(self):
        return f"{self.user} {self.created_at:%Y-%m-%d}"
