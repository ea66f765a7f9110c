"""How often one customer is to be seen in a cycle, why, and what a representative says against it (VIS-01)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Product, User
from accounts.models.keyed import Keyed
from customers.models import Customer, PlaybookItem, Tier
from customers.models.territory import is_any_of
from visits.models.cycle_plan import CyclePlan
from visits.models.visit import Visit

MOST_VISITS = 62  # two a day for a month: more was mistyped
DONE = Q(status=Visit.Status.SUBMITTED, outcome__in=Visit.DONE_OUTCOMES)
COMING = Q(status__in=Visit.OPEN)


class PlanTargetQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(plan__in=CyclePlan.objects.visible_to(user))

    def challenged(self):
        return self.filter(status=PlanTarget.Status.CHALLENGED)

    def with_done(self):
        """Adds `made`, the visits done in the cycle (frozen when it closed), and `counted`: no more than planned.

        Capped, so that extra visits to one customer hide no missed one.
        """
        made = Coalesce(F("done"), _number_of(DONE))
        return self.annotate(made=made).annotate(counted=Least(F("made"), F("planned")))

    def with_coming(self):
        """Adds `coming`, the visits that stand in the calendar of the cycle, and `left`: neither made nor planned."""
        rows = self.with_done().annotate(coming=_number_of(COMING))
        return rows.annotate(left=Greatest(F("planned") - F("made") - F("coming"), Value(0)))

    def of_the_same(self):
        """In a subquery: those for the outer target's product in its plan."""
        none = Value(0, output_field=models.BigIntegerField())
        whole = models.BigIntegerField()
        return self.alias(of=Coalesce("product_id", none, output_field=whole)).filter(
            of=Coalesce(OuterRef("product_id"), none, output_field=whole), plan=OuterRef("plan")
        )

    def least_important_first(self):
        return self.order_by("-rank", "-pk")

    def with_names(self):
        return self.select_related("customer", "product", "item")


def _number_of(condition):
    """Visits of the plan's rep in its cycle to the target's customer, also under a record merged into that one."""
    target = OuterRef(OuterRef("customer"))
    records = Customer.objects.filter(Q(pk=target) | Q(merged_into=target)).order_by()
    visits = Visit.objects.filter(
        condition,
        # As an array the few records are looked up once; joined, once for each visit of the rep.
        is_any_of("customer_id", records.values("pk")),
        rep=OuterRef("plan__rep"),
        day__gte=OuterRef("plan__cycle__valid_from"),
        day__lte=OuterRef("plan__cycle__valid_to"),
    ).order_by()
    survivor = PlanTarget.objects.of_the_same().filter(
        customer__merged_records=OuterRef("customer")
    )
    return Case(
        # They count where the plan names the record that speaks for this one.
        When(Exists(survivor), then=Value(0)),
        When(product=None, then=_count(visits)),
        default=_count(visits.filter(products__product=OuterRef("product"))),
        output_field=IntegerField(),
    )


def _count(visits):
    counted = visits.values("rep").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


class PlanTarget(Keyed):
    class Status(models.TextChoices):
        SET = "set", pgettext_lazy("target", "Set")
        CHALLENGED = "challenged", pgettext_lazy("target", "Challenged")
        ACCEPTED = "accepted", pgettext_lazy("target", "Challenge accepted")
        DECLINED = "declined", pgettext_lazy("target", "Challenge declined")

    NEXT = {
        Status.SET: {Status.CHALLENGED},
        Status.CHALLENGED: {Status.ACCEPTED, Status.DECLINED},
        Status.ACCEPTED: {Status.CHALLENGED},
        Status.DECLINED: {Status.CHALLENGED},
    }

    plan = models.ForeignKey(CyclePlan, models.PROTECT, related_name="targets")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="plan_targets", verbose_name=_("customer")
    )
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, blank=True)
    # By what it was generated: an item of the playbook, or the rhythm of the tier; neither: added by hand.
    item = models.ForeignKey(PlaybookItem, models.PROTECT, null=True, related_name="+")
    rhythm = models.PositiveSmallIntegerField(_("days between visits"), null=True)
    rank = models.PositiveIntegerField(_("place by importance"))
    proposed = models.PositiveSmallIntegerField(_("generated"), default=0)
    planned = models.PositiveSmallIntegerField(_("planned visits"))
    # What it was before approved leave took its days.
    before_leave = models.PositiveSmallIntegerField(_("before leave"), null=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.SET)
    wanted = models.PositiveSmallIntegerField(_("wanted instead"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    challenged_at = models.DateTimeField(_("challenged at"), null=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    done = models.PositiveSmallIntegerField(_("done when the cycle closed"), null=True)

    objects = PlanTargetQuerySet.as_manager()
    history = Recorded(part_of="plan")

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="plan_target_once",
                fields=["plan", "customer", "product"],
                nulls_distinct=False,
                violation_error_message=_("This customer is in the plan already."),
            ),
            models.CheckConstraint(
                name="plan_target_is_possible",
                condition=Q(planned__lte=MOST_VISITS),
                violation_error_message=_("So many visits to one customer cannot be meant."),
            ),
            models.CheckConstraint(
                name="plan_target_challenge_says_what_and_why",
                condition=Q(status="set") | Q(wanted__isnull=False) & ~Q(reason=""),
                violation_error_message=_("Say how many visits it should be, and why."),
            ),
        ]
        indexes = [models.Index(name="plan_target_in_order", fields=["plan", "rank", "id"])]

    def __str__(self):
        return f"{self.customer}: {self.planned}"

    @property
    def is_challenged(self):
        return self.status == self.Status.CHALLENGED

    @property
    def why(self):
        """By what it stands in the plan, in words."""
        if self.item_id:
            return gettext("Playbook: %(cadence)s") % {"cadence": self.item.cadence}
        if self.rhythm:
            return gettext("Every %(n)s days, by its tier") % {"n": self.rhythm}
        return gettext("Added by hand")

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            said = (
                gettext("This target is challenged already: its manager decides first.")
                if self.is_challenged
                else gettext("Nobody challenges this target.")
            )
            raise ValidationError(said, code="PLAN_TARGET_STATUS")
