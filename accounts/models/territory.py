"""The field's map: a tree of territories, and who works where from when to when."""

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.models.user import User
from accounts.permissions import Permission, can, sees_everything

# Written out: every page asks it several times, and building it from models took longer than running it.
IDS_SEEN_BY = """
    SELECT below.descendant_id FROM accounts_territorylink below
    JOIN accounts_membership own ON own.territory_id = below.ancestor_id
    WHERE own.user_id = %s AND own.valid_from <= %s AND (own.valid_to IS NULL OR own.valid_to >= %s)
"""


class TerritoryQuerySet(models.QuerySet):
    def visible_to(self, user):
        if sees_everything(user) or can(user, Permission.TERRITORY_MANAGE):
            return self
        return self.filter(pk__in=self.model.ids_seen_by(user))

    def leaves(self):
        return self.filter(level=Territory.Level.TERRITORY)

    def under(self, territory):
        return self.filter(pk__in=territory.ids_below())


class Territory(Keyed):
    class Level(models.TextChoices):
        NATION = "nation", _("Nation")
        REGION = "region", _("Region")
        DISTRICT = "district", _("District")
        TERRITORY = "territory", _("Territory")

    # What may hang below what.
    BELOW = {
        Level.NATION: Level.REGION,
        Level.REGION: Level.DISTRICT,
        Level.DISTRICT: Level.TERRITORY,
        Level.TERRITORY: None,
    }

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    sales_line = models.CharField(_("sales line"), max_length=40, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = TerritoryQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "territories"
        constraints = [
            models.CheckConstraint(
                name="territory_only_the_nation_has_no_parent",
                condition=models.Q(level="nation", parent=None)
                | ~models.Q(level="nation") & ~models.Q(parent=None),
                violation_error_message=_("Only the nation stands at the top of the tree."),
            )
        ]

    def __str__(self):
        return self.name

    @staticmethod
    def ids_seen_by(user):
        """The territories of a person's memberships today and all below, as a subquery (pitfalls 3.8).

        Who stands in for somebody sees that person's instead.
        """
        today = timezone.localdate()
        whose = getattr(user, "place_holder", user.pk)
        return RawSQL(IDS_SEEN_BY, [whose, today, today], models.BigIntegerField())

    def ids_above(self):
        """This territory and all that it belongs to, as a subquery."""
        return TerritoryLink.objects.filter(descendant=self).values("ancestor_id")

    def ids_below(self):
        """This territory and all below, as a subquery."""
        return TerritoryLink.objects.filter(ancestor=self).values("descendant_id")


class TerritoryLink(models.Model):
    """Who stands above whom, at any distance, oneself included. Derived from the tree by its verbs."""

    ancestor = models.ForeignKey(Territory, models.CASCADE, related_name="links_down")
    descendant = models.ForeignKey(Territory, models.CASCADE, related_name="links_up")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="territory_link_is_unique", fields=["ancestor", "descendant"]
            )
        ]

    def __str__(self):
        return f"{self.ancestor} ⊃ {self.descendant}"


class MembershipQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """One's own, and those of territories that one sees."""
        seen = Territory.objects.visible_to(user)
        return self.filter(models.Q(territory__in=seen) | models.Q(user=getattr(user, "pk", None)))


class Membership(Keyed, Dated):
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="memberships")

    objects = MembershipQuerySet.as_manager()
    history = Recorded()

    class Meta:
        constraints = [
            dates_in_order("membership_dates_in_order"),
            no_overlap(
                "membership_once_at_a_time",
                "user",
                "territory",
                message=_("This person already works in the territory in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.territory}"
