"""Whom a representative sees how often in a cycle: planned, agreed with the manager, counted, closed (VIS-01)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Territory, User
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.permissions import sees_everything
from customers.models.territory import is_in_territories_of


class CycleQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """Which period is planned for is no secret."""
        return self

    def open(self):
        return self.filter(status=Cycle.Status.OPEN)


class Cycle(Keyed, Dated):
    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    NEXT = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: set()}

    valid_to = models.DateField(_("valid to"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = CycleQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            dates_in_order("cycle_dates_in_order"),
            no_overlap("cycle_one_at_a_time", message=_("Another cycle has some of these days.")),
        ]

    def __str__(self):
        first, last = (
            date_format(day, "SHORT_DATE_FORMAT") for day in (self.valid_from, self.valid_to)
        )
        return f"{first} – {last}"

    @property
    def months(self):
        """How many months long, to the nearest one."""
        return max(1, round((self.valid_to - self.valid_from).days / 30.4))


class CyclePlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of the territories that one sees."""
        if sees_everything(user):
            return self
        return self.filter(Q(rep=user.pk) | Q(is_in_territories_of(user, "territory_id")))

    def submitted(self):
        return self.filter(status=CyclePlan.Status.SUBMITTED)

    def with_people(self):
        return self.select_related("cycle", "rep", "territory", "decided_by")


class CyclePlan(Keyed):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", pgettext_lazy("cycle plan", "Returned")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed")

    NEXT = {
        Status.DRAFT: {Status.SUBMITTED, Status.CLOSED},
        Status.SUBMITTED: {Status.APPROVED, Status.RETURNED, Status.CLOSED},
        Status.RETURNED: {Status.SUBMITTED, Status.CLOSED},
        Status.APPROVED: {Status.CLOSED},
        Status.CLOSED: set(),
    }
    # Its numbers are the rep's to write; later they change by a challenge only.
    WRITABLE = (Status.DRAFT, Status.RETURNED)

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans", verbose_name=_("cycle"))
    rep = models.ForeignKey(
        User, models.PROTECT, related_name="cycle_plans", verbose_name=_("representative")
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    generated_at = models.DateTimeField(_("generated at"), auto_now_add=True)
    # What there was time for when it was generated, submitted or rebalanced.
    working_days = models.DecimalField(_("working days"), max_digits=5, decimal_places=1)
    days_off = models.DecimalField(
        _("days off"), max_digits=5, decimal_places=1, default=Decimal(0)
    )
    visits_a_day = models.PositiveSmallIntegerField(_("visits a day"))
    # So many visits more than there was time for when it was submitted: whoever approves agrees to them.
    overload = models.PositiveSmallIntegerField(_("visits too many"), default=0)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    rebalanced_at = models.DateTimeField(_("rebalanced at"), null=True)

    objects = CyclePlanQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="cycle_plan_once_a_rep",
                fields=["cycle", "rep"],
                violation_error_message=_("There is a plan for this cycle already."),
            ),
            models.CheckConstraint(
                name="cycle_plan_is_not_decided_by_its_rep",
                condition=Q(decided_by=None) | ~Q(decided_by=F("rep")),
                violation_error_message=_("Nobody decides on their own plan."),
            ),
        ]
        indexes = [models.Index(name="cycle_plan_by_territory", fields=["territory", "-id"])]

    def __str__(self):
        return f"{self.rep} · {self.cycle}"

    @property
    def capacity(self):
        """How many visits there is time for."""
        return int((self.working_days - self.days_off) * self.visits_a_day)

    @property
    def field_days(self):
        return self.working_days - self.days_off

    @property
    def is_writable(self):
        return self.status in self.WRITABLE

    @property
    def is_waiting(self):
        return self.status == self.Status.SUBMITTED

    @property
    def is_closed(self):
        return self.status == self.Status.CLOSED

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("A plan that is %(now)s cannot become %(then)s.")
                % {
                    "now": self.get_status_display().lower(),
                    "then": str(self.Status(status).label).lower(),
                },
                code="CYCLE_PLAN_STATUS",
            )
