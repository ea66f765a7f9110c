"""The care that a customer is due by the playbook: one row for each item and time, until it is done (CUS-05)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, Territory, User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything
from customers.models.customer import Customer
from customers.models.playbook import PlaybookItem
from customers.models.territory import (
    CustomerTerritory,
    is_aligned_to,
    is_any_of,
    is_in_territories_of,
)


class CareQuerySet(models.QuerySet):
    def visible_to(self, user, *, by_index=False):
        """One's own, that of territories below, and that of customers whom one sees today.

        `by_index` as for visits: faster where all of them are counted.
        """
        if sees_everything(user):
            return self
        if not can(user, Permission.CARE_READ):
            return self.none()
        of_my_customers = is_aligned_to(user, "customer_id")
        if by_index:
            mine = CustomerTerritory.objects.seen_by(user)
            of_my_customers = is_any_of("customer_id", mine.values("customer_id"))
        of_territories = is_in_territories_of(user, "territory_id")
        return self.filter(Q(owner=user) | Q(of_territories) | Q(of_my_customers))

    def open(self):
        return self.filter(status=Care.Status.OPEN)

    def begun(self, today):
        """Open, and its days have come."""
        return self.open().filter(opens_on__lte=today)

    def overdue(self, today):
        return self.open().filter(due_on__lt=today)

    def done(self):
        return self.filter(status=Care.Status.DONE)


class Care(Keyed):
    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        MISSED = "missed", _("Missed")
        # Another tier, type or version of the playbook came in between.
        CLOSED = "closed", _("No longer due")

    NEXT = {
        Status.OPEN: {Status.DONE, Status.SKIPPED, Status.MISSED, Status.CLOSED},
        Status.DONE: set(),
        Status.SKIPPED: set(),
        Status.MISSED: set(),
        Status.CLOSED: set(),
    }

    class How(models.TextChoices):
        """The evidence that one tap gives."""

        HANDED_OVER = "handed_over", _("Given in person")
        TALKED = "talked", _("Talked through")
        SENT = "sent", _("Sent")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="care", verbose_name=_("customer")
    )
    item = models.ForeignKey(
        PlaybookItem, models.PROTECT, related_name="care", verbose_name=_("care")
    )
    # Where the customer belonged and who served them when it was due; the morning passes on what is open.
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="care", verbose_name=_("representative")
    )
    opens_on = models.DateField(_("from"))
    due_on = models.DateField(_("due"))
    lapses_on = models.DateField(_("missed after"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    # The day on which it was done, or ended otherwise.
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    how = models.CharField(_("how"), max_length=20, choices=How, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    # Visits belong to an app above: the one that proves it is named by its key.
    visit_uuid = models.UUIDField(_("visit"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CareQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("care")
        verbose_name_plural = _("care")
        constraints = [
            models.UniqueConstraint(
                name="care_once_an_item_and_time",
                fields=["customer", "item", "opens_on"],
                condition=~Q(status="closed"),
            ),
            models.CheckConstraint(
                name="care_days_in_order",
                condition=Q(opens_on__lte=F("due_on"), due_on__lte=F("lapses_on")),
            ),
            models.CheckConstraint(
                name="care_ended_has_its_day",
                condition=Q(status="open", ended_on=None)
                | ~Q(status="open") & Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="care_done_has_evidence",
                condition=~Q(status="done") | ~Q(how="", note="", attachment=None, visit_uuid=None),
                violation_error_message=_(
                    "Show what was done: tap how, write a note, add a file or name the visit."
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="care_open_of_owner", fields=["owner", "due_on"], condition=Q(status="open")
            ),
            models.Index(
                name="care_open_by_day", fields=["due_on", "id"], condition=Q(status="open")
            ),
            models.Index(name="care_of_owner", fields=["owner", "due_on"]),
            models.Index(name="care_of_customer", fields=["customer", "-opens_on"]),
            models.Index(name="care_by_day", fields=["due_on", "id"]),
        ]

    def __str__(self):
        return str(self.item)

    @property
    def is_open(self):
        return self.status == self.Status.OPEN

    @property
    def is_done(self):
        return self.status == self.Status.DONE

    @property
    def is_overdue(self):
        return self.is_open and self.due_on < timezone.localdate()

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("This care is %(now)s already.")
                % {"now": self.get_status_display().lower()},
                code="CARE_ENDED",
            )
