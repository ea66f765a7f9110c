"""Saved filters over the customer list, for oneself or shared with the team (CUS-13)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Territory, User
from accounts.models.keyed import Keyed


class SegmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared with a territory that one works in or above."""
        shared = Q(shared_with__in=Territory.ids_seen_by(user)) | Q(
            shared_with__links_down__descendant__in=user.memberships.today().values("territory_id")
        )
        return self.filter(Q(owner=user) | shared).distinct()

    def in_use(self):
        return self.filter(is_archived=False)


class Segment(Keyed):
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2000)  # the part of the list's URL behind the question mark
    owner = models.ForeignKey(User, models.PROTECT, related_name="segments")
    shared_with = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("shared with"),
    )
    is_archived = models.BooleanField(default=False)

    objects = SegmentQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
