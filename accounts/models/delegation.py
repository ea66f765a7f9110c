"""Cover for leave: who stands in for whom, from when to when (ACC-04)."""

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.models.territory import Membership, Territory
from accounts.models.user import User
from accounts.permissions import Permission, can, sees_everything


class DelegationQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Those that one gave or got, a manager's people's, and all for those who inspect."""
        if sees_everything(user) and can(user, Permission.DASHBOARD_TEAM):
            return self
        mine = Q(user=user.pk) | Q(deputy=user.pk)
        if not can(user, Permission.TIME_OFF_DECIDE):
            return self.filter(mine)
        people = Membership.objects.today().filter(territory__in=Territory.ids_seen_by(user))
        return self.filter(mine | Q(user__in=people.values("user_id")))

    def with_people(self):
        return self.select_related("user", "deputy")


class Delegation(Keyed, Dated):
    """The deputy sees what the person sees, only while standing in, and gains no permission by it."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="delegations", verbose_name=_("who is covered")
    )
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="covers", verbose_name=_("deputy")
    )
    valid_to = models.DateField(_("valid to"))  # it ends by its date
    note = models.CharField(_("note"), max_length=300, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))

    objects = DelegationQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            dates_in_order("delegation_dates_in_order"),
            models.CheckConstraint(
                name="delegation_is_to_somebody_else",
                condition=~Q(user=F("deputy")),
                violation_error_message=_("Nobody is their own deputy."),
            ),
            no_overlap(
                "delegation_one_deputy_at_a_time",
                "user",
                message=_("Somebody else is the deputy on some of these days."),
            ),
        ]
        indexes = [models.Index(name="delegation_newest", fields=["-valid_from", "-id"])]

    def __str__(self):
        return f"{self.user} → {self.deputy} · {self.when}"

    @property
    def when(self):
        first, last = (
            date_format(day, "SHORT_DATE_FORMAT") for day in (self.valid_from, self.valid_to)
        )
        return first if first == last else f"{first} – {last}"
