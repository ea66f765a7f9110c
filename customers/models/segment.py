"""Saved filters over the customer list, for oneself or shared with the team (CUS-13)."""

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Territory, User
from accounts.models.keyed import Keyed

# Written out as accounts.models.territory.IDS_SEEN_BY is: the territories of a person's memberships, all below and all above.
NEAR = """
    SELECT unnest(ARRAY[below.descendant_id, above.ancestor_id])
    FROM accounts_membership own
    JOIN accounts_territorylink below ON below.ancestor_id = own.territory_id
    JOIN accounts_territorylink above ON above.descendant_id = own.territory_id
    WHERE own.user_id = %s AND %s BETWEEN own.valid_from AND coalesce(own.valid_to, 'infinity')
"""


class SegmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared with a territory that one works in or above, or below it."""
        near = RawSQL(NEAR, [user.pk, timezone.localdate()], models.BigIntegerField())
        return self.filter(Q(owner=user.pk) | Q(shared_with__in=near))

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
