"""Account plans of strategic customers: measurable objectives, actions across departments, reviews (CUS-07)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Territory, User
from accounts.models.keyed import Keyed
from accounts.permissions import sees_everything
from accounts.registry import why_frozen
from customers.models.customer import Customer

REVIEW_AFTER = datetime.timedelta(days=30)
PLAN_LASTS = datetime.timedelta(days=365)


def first_plan_review():
    return timezone.localdate() + REVIEW_AFTER


def plan_end():
    return timezone.localdate() + PLAN_LASTS


class AccountPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the customers that one sees, and those in which one has something to do."""
        if sees_everything(user):
            return self
        mine = PlanAction.objects.filter(owner=user.pk).values("objective__plan_id")
        seen = Customer.objects.visible_to(user)
        return self.filter(Q(customer__in=seen) | Q(pk__in=mine))

    def in_use(self):
        return self.exclude(status=AccountPlan.Status.CLOSED)

    def active(self):
        return self.filter(status=AccountPlan.Status.ACTIVE)

    def due_for_review(self, today):
        return self.active().filter(next_review_on__lte=today)

    def with_people(self):
        return self.select_related("customer", "owner", "territory")


class AccountPlan(Keyed):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("In progress")
        CLOSED = "closed", _("Closed")

    NEXT = {
        Status.DRAFT: {Status.ACTIVE, Status.CLOSED},
        Status.ACTIVE: {Status.CLOSED},
        Status.CLOSED: set(),
    }

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="account_plans")
    title = models.CharField(_("title"), max_length=120)
    situation = models.TextField(_("where we stand"), blank=True)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), default=plan_end)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="account_plans", verbose_name=_("owner")
    )
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    next_review_on = models.DateField(_("next review"), default=first_plan_review)
    review_note = models.CharField(_("what is new"), max_length=500, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)

    objects = AccountPlanQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["next_review_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="account_plan_days_in_order",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The plan ends after it begins."),
            ),
            models.UniqueConstraint(
                name="account_plan_one_in_use",
                fields=["customer"],
                condition=~Q(status="closed"),
                violation_error_message=_("This customer has a plan already; close it first."),
            ),
        ]
        indexes = [models.Index(name="account_plan_by_review", fields=["next_review_on", "id"])]

    def __str__(self):
        return self.title

    @property
    def is_closed(self):
        return self.status == self.Status.CLOSED

    @property
    def is_due_for_review(self):
        return self.status == self.Status.ACTIVE and self.next_review_on <= timezone.localdate()

    @property
    def reviews(self):
        """Its versions as each review left it, newest first; none of who asked to be erased."""
        if why_frozen([self.customer_id]):
            return self.history.none()
        return self.history.filter(action="account_plan.review").select_related("history_user")

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("A plan that is %(now)s cannot become %(then)s.")
                % {
                    "now": self.get_status_display().lower(),
                    "then": self.Status(status).label.lower(),
                }
            )


class PlanObjectiveQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=AccountPlan.objects.visible_to(user))


class PlanObjective(Keyed):
    """What is to be reached by when, and by what it is measured: from `baseline` to `target`."""

    plan = models.ForeignKey(AccountPlan, models.PROTECT, related_name="objectives")
    what = models.CharField(_("objective"), max_length=200)
    measure = models.CharField(_("measured by"), max_length=120)
    baseline = models.DecimalField(_("today"), max_digits=12, decimal_places=2, default=0)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    reached = models.DecimalField(_("reached"), max_digits=12, decimal_places=2)
    due_on = models.DateField(_("due"))

    objects = PlanObjectiveQuerySet.as_manager()
    history = Recorded(part_of="plan")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_objective_goes_somewhere",
                condition=~Q(target=F("baseline")),
                violation_error_message=_("The target differs from where we stand today."),
            )
        ]

    def __str__(self):
        return self.what

    @property
    def percent(self):
        """Of the way from the baseline to the target, whichever is larger; from 0 to 100."""
        way = (self.reached - self.baseline) / (self.target - self.baseline)
        return int(min(max(way, 0), 1) * 100)

    @property
    def is_reached(self):
        return self.percent == 100

    @property
    def is_late(self):
        return not self.is_reached and self.due_on < timezone.localdate()


class PlanActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(objective__in=PlanObjective.objects.visible_to(user))

    def open(self):
        return self.filter(done_at=None, dropped_reason="")


class PlanAction(Keyed):
    objective = models.ForeignKey(PlanObjective, models.PROTECT, related_name="actions")
    what = models.CharField(_("what"), max_length=200)
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="plan_actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)

    objects = PlanActionQuerySet.as_manager()
    history = Recorded(part_of="objective")

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="plan_action_done_has_evidence", condition=Q(done_at=None) | ~Q(evidence="")
            )
        ]
        indexes = [models.Index(name="plan_action_of_owner", fields=["owner", "due_on"])]

    def __str__(self):
        return self.what

    @property
    def is_open(self):
        return self.done_at is None and not self.dropped_reason

    @property
    def is_late(self):
        return self.is_open and self.due_on < timezone.localdate()
