"""One decision over many customers: what was done to whom and why, and what taking it back needs (CUS-13)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Job, Membership, User
from accounts.models.keyed import Keyed
from accounts.permissions import Role, sees_everything
from customers.models.customer import Customer
from customers.models.territory import is_in_territories_of

COUNTS = ["chosen", "changed", "left_out", "undone", "kept"]


class BulkChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; a manager's also those of the people who work in her territories and below."""
        if sees_everything(user):
            return self
        seen = Q(by=user)
        if Role.MANAGER in user.roles:
            below = Membership.objects.today().filter(is_in_territories_of(user, "territory_id"))
            seen |= Q(by__in=below.values("user_id"))
        return self.filter(seen)


class BulkChange(Keyed):
    class Status(models.TextChoices):
        APPLYING = "applying", _("Being carried out")
        APPLIED = "applied", _("Carried out")
        # Somebody stopped it, or it could not go on: what was done until then is done.
        STOPPED = "stopped", _("Stopped half way")
        UNDOING = "undoing", _("Being taken back")
        UNDONE = "undone", _("Taken back")

    NEXT = {
        Status.APPLYING: {Status.APPLIED, Status.STOPPED},
        Status.APPLIED: {Status.UNDOING},
        Status.STOPPED: {Status.UNDOING},
        Status.UNDOING: {Status.UNDONE, Status.STOPPED},
        Status.UNDONE: set(),
    }

    kind = models.CharField(_("kind"), max_length=40)  # the name of one of registry.bulk_actions
    arguments = models.JSONField(_("arguments"), default=dict, blank=True)
    # As they read on that day, in the words of who decided: names may change, the decision was this.
    what = models.CharField(_("what"), max_length=300)
    whom = models.CharField(_("whom"), max_length=1000)
    query = models.CharField(_("query"), max_length=2000, blank=True)
    because = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="bulk_changes", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.APPLYING)
    problem = models.TextField(_("problem"), blank=True)
    chosen = models.PositiveIntegerField(_("chosen"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    left_out = models.PositiveIntegerField(_("left as they are"), default=0)
    undone = models.PositiveIntegerField(_("taken back"), default=0)
    kept = models.PositiveIntegerField(_("could not be taken back"), default=0)
    undone_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    undone_because = models.CharField(_("why it was taken back"), max_length=500, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BulkChangeQuerySet.as_manager()
    history = Recorded(unrecorded=["job"])

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("bulk change")
        constraints = [
            models.CheckConstraint(
                name="bulk_change_says_why",
                condition=~Q(because=""),
                violation_error_message=_("Say why."),
            ),
        ]
        indexes = [
            models.Index(name="bulk_change_newest", fields=["-at", "-id"]),
            models.Index(name="bulk_change_of_person", fields=["by", "-at", "-id"]),
        ]

    def __str__(self):
        return self.what

    @property
    def is_open(self):
        """A worker works on it, or will."""
        return self.status in {self.Status.APPLYING, self.Status.UNDOING}

    @property
    def is_running(self):
        return self.is_open and bool(self.job and self.job.is_open)

    @property
    def can_be_undone(self):
        """Also one whose job was called off before it could say so itself."""
        return self.status != self.Status.UNDONE and not self.is_running

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("This is %(now)s.") % {"now": self.get_status_display().lower()},
                code="BULK_CHANGE_STATUS",
            )


class BulkChangeItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        changes = BulkChange.objects.visible_to(user)
        return self.filter(bulk_change__in=changes, customer__in=Customer.objects.visible_to(user))

    def waiting(self):
        return self.filter(state=BulkChangeItem.State.WAITING)

    def done(self):
        return self.filter(state=BulkChangeItem.State.DONE)


class BulkChangeItem(models.Model):
    """Where one customer of it stands. The change itself is in the history of what was changed: this is how to find it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Changed")
        LEFT_OUT = "left_out", _("Left as it is")
        UNDONE = "undone", _("Taken back")
        KEPT = "kept", _("Could not be taken back")

    bulk_change = models.ForeignKey(BulkChange, models.CASCADE, related_name="bulk_change_items")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True)
    undo = models.JSONField(default=dict)

    objects = BulkChangeItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="bulk_change_item_once", fields=["bulk_change", "customer"]
            ),
            models.CheckConstraint(
                name="bulk_change_item_left_says_why",
                condition=~Q(state__in=["left_out", "kept"], why=""),
            ),
        ]
        indexes = [
            models.Index(name="bulk_change_item_by_state", fields=["bulk_change", "state", "id"]),
        ]

    def __str__(self):
        return f"{self.bulk_change} · {self.customer}"
