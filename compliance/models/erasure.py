"""A person's data are erased by two people: one asks, another decides (LED-024, PRV-010)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.models import Customer


class ErasureCaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.ERASURE_READ) else self.none()

    def owing_keys(self):
        """Carried out here, while the keys, which lie in another database, are still to be destroyed."""
        return self.filter(status=ErasureCase.Status.DONE, keys_destroyed_at=None)

    def with_people(self):
        return self.select_related("customer", "requested_by", "decided_by")


class ErasureCase(Keyed):
    """Its own texts never repeat what is to be erased. The database erases for an approved case only."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        DONE = "done", _("Carried out")

    NEXT = {
        Status.REQUESTED: {Status.APPROVED, Status.REFUSED},
        Status.APPROVED: {Status.DONE},
        Status.REFUSED: set(),
        Status.DONE: set(),
    }

    class Outcome(models.TextChoices):
        ERASED = "erased", _("Erased")
        RESTRICTED = "restricted", _("Restricted: what the law asks us to keep stays")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    reason = models.TextField(_("reason"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.REQUESTED)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    # What the person is called afterwards, the same in every copy.
    pseudonym = models.CharField(_("pseudonym"), max_length=20)
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("decision reason"), blank=True)
    done_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    keys_destroyed_at = models.DateTimeField(_("keys destroyed at"), null=True, blank=True)

    objects = ErasureCaseQuerySet.as_manager()
    history = Recorded(signed=True)
    # The clock's, after the commit: no part of what was decided.
    UNSIGNED = frozenset({"keys_destroyed_at"})

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="erasure_is_decided_by_another_with_a_reason",
                condition=Q(status="requested", decided_by=None, decided_at=None)
                | ~Q(status="requested")
                & Q(decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decided_by=F("requested_by"))
                & ~Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="erasure_done_has_an_outcome_and_a_moment",
                condition=~Q(status="done") & Q(outcome="", done_at=None)
                | Q(status="done", done_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="erasure_destroys_keys_once_it_is_done",
                condition=Q(status="done") | Q(keys_destroyed_at=None),
            ),
            models.UniqueConstraint(
                name="erasure_one_open_case_per_customer",
                fields=["customer"],
                condition=Q(status__in=["requested", "approved"]),
                violation_error_message=_("There is an open case for this person already."),
            ),
        ]

    def __str__(self):
        return f"{self.pseudonym} {self.requested_at:%Y-%m-%d}"

    @property
    def owes_keys(self):
        return self.status == self.Status.DONE and self.keys_destroyed_at is None

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _now("This case is %(now)s; it can't become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )
