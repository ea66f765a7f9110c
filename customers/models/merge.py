"""That two records of one customer became one, what moved, and whether it was undone (CUS-11, docs/adr/0014)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer
from customers.models.duplicate import Duplicate


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(survivor__in=Customer.objects.visible_to(user))

    def in_force(self):
        return self.filter(undone_at=None)


class Merge(Keyed):
    """What an undo needs. `taken` holds {field: [value before, value taken over]} of the survivor.

    `moves` are [model, id, {field: [before, after]}] of rows that changed hands, `made` are [model, id] of rows that the
    merge wrote.
    """

    survivor = models.ForeignKey(
        Customer, models.PROTECT, related_name="merges", verbose_name=_("record that stays")
    )
    merged = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("record merged into it")
    )
    duplicate = models.ForeignKey(
        Duplicate, models.PROTECT, related_name="merges", verbose_name=_("duplicate")
    )
    taken = models.JSONField(_("values taken over"), default=dict, blank=True)
    moves = models.JSONField(_("rows that moved"), default=list, blank=True)
    made = models.JSONField(_("rows that were written"), default=list, blank=True)
    status_before = models.CharField(_("status before"), max_length=20)
    merged_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("merged by")
    )
    merged_at = models.DateTimeField(_("merged at"))
    reason = models.TextField(_("reason"))
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = models.TextField(_("reason of the undo"), blank=True)

    objects = MergeQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="merge_one_in_force", fields=["merged"], condition=Q(undone_at=None)
            ),
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(survivor=F("merged"))),
            models.CheckConstraint(
                name="merge_undone_is_signed",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.merged} → {self.survivor}"

    @property
    def is_in_force(self):
        return self.undone_at is None
