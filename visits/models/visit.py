"""Visits: planned, logged, submitted, and from then on locked for everyone (VIS-04)."""

from datetime import time, timedelta, timezone

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, Territory, User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything
from customers.models import (
    Customer,
    CustomerTerritory,
    Department,
    Location,
    Organisation,
)
from customers.models.territory import is_aligned_to, is_any_of, is_in_territories_of
from visits.models.topic import Topic

HOUR = timedelta(hours=1)
LENGTHS = (5, 600)  # minutes that a plan may take


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user, *, by_index=False):
        """One's own, those of territories below, and those to customers whom one sees today (decision 2).

        `by_index` gathers the same rows from three indexes: much faster where all of them are wanted (to count, or
        when they are few), slower for the newest of many, which are met soon on the way down the days.
        """
        if sees_everything(user):
            return self
        if not can(user, Permission.VISIT_READ):
            return self.none()
        of_my_customers = is_aligned_to(user, "customer_id")
        if by_index:
            mine = CustomerTerritory.objects.seen_by(user)
            of_my_customers = is_any_of("customer_id", mine.values("customer_id"))
        of_territories = is_in_territories_of(user, "territory_id")
        return self.filter(Q(rep=user) | Q(of_territories) | Q(of_my_customers))

    def submitted(self):
        return self.filter(status=Visit.Status.SUBMITTED)

    def open(self):
        return self.filter(status__in=Visit.OPEN)

    def done(self):
        """Decision 23: seen, or at least too short."""
        return self.submitted().filter(outcome__in=Visit.DONE_OUTCOMES)

    # As joins the database would begin with all customers of a tier, or all effective visits, of the company.
    def of_tier(self, tier):
        """To customers who are in the tier today."""
        tiers = Customer.objects.filter(pk=OuterRef("customer_id")).values("tier")
        return self.alias(todays_tier=Subquery(tiers[:1])).filter(todays_tier=tier)

    def judged(self, is_effective):
        verdicts = Visit.objects.filter(pk=OuterRef("pk")).values("effectiveness__is_effective")
        return self.alias(verdict=Subquery(verdicts[:1])).filter(verdict=is_effective)

    def newest_first(self):
        return self.order_by("-day", "-pk")

    def with_place(self):
        """What a card or a line shows of each: the customer, where, and the verdict."""
        return self.select_related(
            "customer", "organisation__customer", "department", "effectiveness__policy"
        )


class Visit(Keyed):
    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_PROGRESS = "in_progress", _("In progress")
        SUBMITTED = "submitted", _("Submitted")
        CANCELLED = "cancelled", _("Cancelled")
        MISSED = "missed", _("Missed")

    OPEN = (Status.PLANNED, Status.IN_PROGRESS)
    NEXT = {
        Status.PLANNED: {Status.IN_PROGRESS, Status.SUBMITTED, Status.CANCELLED, Status.MISSED},
        Status.IN_PROGRESS: {Status.SUBMITTED, Status.CANCELLED},
        Status.SUBMITTED: set(),
        Status.CANCELLED: set(),
        # A missed visit that took place after all may still be logged while the policy allows it.
        Status.MISSED: {Status.SUBMITTED},
    }

    class Channel(models.TextChoices):
        FACE = "face", _("Face to face")
        PHONE = "phone", _("Phone")
        VIDEO = "video", _("Video")
        MESSAGE = "message", _("Message")

    class Outcome(models.TextChoices):
        SEEN = "seen", _("Seen")
        NOT_SEEN = "not_seen", _("Not seen")
        REFUSED = "refused", _("Refused")
        TOO_SHORT = "too_short", _("Too short")
        GATE_ONLY = "gate_only", _("Gate only")
        ASKED_BACK = "asked_back", _("Asked back")

    DONE_OUTCOMES = (Outcome.SEEN, Outcome.TOO_SHORT)

    class Interaction(models.TextChoices):
        """The forms that the filing measures of 2020 allow (CN-011)."""

        IN_PERSON = "in_person", _("In person, in the house")
        MEETING = "meeting", _("Academic meeting or lecture")
        MATERIAL = "material", _("Academic material")
        REMOTE = "remote", _("Internet or telephone")
        OTHER = "other", _("Another form that the house agrees to")

    class NextStep(models.TextChoices):
        SEND_MATERIAL = "send_material", _("Send material")
        FIX_MEETING = "fix_meeting", _("Fix a meeting")
        ANSWER_QUESTION = "answer_question", _("Answer a question")
        NONE = "none", _("None needed")

    rep = models.ForeignKey(
        User, models.PROTECT, related_name="visits", verbose_name=_("representative")
    )
    # The rep's territory on the visit's day; it never moves (decision 2).
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="visits")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="visits", verbose_name=_("customer")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("place")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.PLANNED)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, default=Channel.FACE)
    # The local day it is planned for, or took place on: what lists and KPIs go by.
    day = models.DateField(_("day"))
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    planned_time = models.TimeField(_("time"), null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(
        _("expected length in minutes"), null=True, blank=True
    )
    # The same for all plans that one repetition made: each is a plain visit otherwise.
    series = models.UUIDField(_("repetition"), null=True, blank=True, editable=False)
    objective = models.CharField(_("objective"), max_length=300, blank=True)
    # By what it shall be known that the objective was reached, and until when.
    objective_measure = models.CharField(_("measure"), max_length=200, blank=True)
    objective_by = models.DateField(_("to be reached by"), null=True, blank=True)

    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name=_("topic"))
    key_points = models.TextField(_("key points"), blank=True)
    feedback = models.TextField(_("customer's feedback"), blank=True)
    consensus = models.TextField(_("consensus"), blank=True)
    open_questions = models.TextField(_("open questions"), blank=True)
    next_step = models.CharField(_("next step"), max_length=20, choices=NextStep, blank=True)
    next_objective = models.CharField(_("next objective"), max_length=300, blank=True)
    # Where in the house, and in which legal form (CN-010, CN-011); visits from before these were asked say neither.
    location = models.CharField(_("met in"), max_length=20, choices=Location, blank=True)
    location_reason = models.CharField(_("why there"), max_length=300, blank=True)
    interaction = models.CharField(
        _("form of contact"), max_length=20, choices=Interaction, blank=True
    )
    # The house's written word to another form.
    house_consent = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written consent of the house"),
    )
    is_requested = models.BooleanField(_("the customer asked for it"), default=False)
    appointment = models.ForeignKey(
        "visits.Appointment", models.PROTECT, null=True, blank=True, related_name="visits"
    )
    # CN-012: neither answer is preset.
    adverse_event_mentioned = models.BooleanField(_("adverse event mentioned"), null=True)

    submitted_at = models.DateTimeField(_("submitted"), null=True)  # the server's clock
    device_time = models.DateTimeField(_("device time"), null=True, blank=True)
    device_offset = models.SmallIntegerField(
        _("device's minutes ahead of UTC"), null=True, blank=True
    )
    status_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = VisitQuerySet.as_manager()
    history = Recorded()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_submitted_has_outcome_time_and_answer",
                condition=~Q(status="submitted")
                | ~Q(outcome="")
                & Q(
                    started_at__isnull=False,
                    submitted_at__isnull=False,
                    adverse_event_mentioned__isnull=False,
                ),
                violation_error_message=_(
                    "A submitted visit has an outcome, a time and the adverse-event answer."
                ),
            ),
            models.CheckConstraint(
                name="visit_times_in_order",
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                violation_error_message=_("The visit ends before it starts."),
            ),
            models.CheckConstraint(
                name="visit_expected_length_within_a_day",
                condition=Q(planned_minutes=None) | Q(planned_minutes__range=LENGTHS),
                violation_error_message=_("A plan takes 5 minutes at least, and 10 hours at most."),
            ),
            models.UniqueConstraint(
                name="visit_one_plan_per_customer_and_day",
                fields=["rep", "customer", "planned_on"],
                condition=Q(status="planned"),
                violation_error_message=_("You already plan to see this customer on that day."),
            ),
        ]
        indexes = [
            models.Index(name="visit_newest", fields=["-day", "-id"]),
            models.Index(name="visit_by_rep", fields=["rep", "-day", "-id"]),
            # Figures count the plans of one person's day.
            models.Index(
                name="visit_plans_of_rep",
                fields=["rep", "planned_on"],
                condition=Q(planned_on__isnull=False),
            ),
            models.Index(name="visit_by_territory", fields=["territory", "-day", "-id"]),
            models.Index(name="visit_by_customer", fields=["customer", "-day", "-id"]),
            models.Index(
                name="visit_of_series",
                fields=["series", "planned_on"],
                condition=Q(series__isnull=False),
            ),
            # Rules look at what came in lately, whichever day it tells of.
            models.Index(
                name="visit_by_submission",
                fields=["submitted_at"],
                condition=Q(submitted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.customer} {self.day}"

    def check_can_become(self, status):
        if status in self.NEXT[self.status]:
            return
        if self.is_locked:
            raise ValidationError(
                _("This visit is submitted and locked. File an amendment to put it right."),
                code="VISIT_LOCKED",
            )
        raise ValidationError(
            _("A visit that is %(now)s cannot become %(then)s.")
            % {"now": self.get_status_display(), "then": self.Status(status).label},
            code="VISIT_STATUS",
        )

    def by_clock(self):
        """What the visits of a day are sorted by: when they began or are to begin, the others last."""
        return (self.clock or time.max, self.pk)

    @property
    def clock(self):
        return localtime(self.started_at).time() if self.started_at else self.planned_time

    @property
    def is_locked(self):
        return self.status == self.Status.SUBMITTED

    @property
    def can_be_logged(self):
        return self.Status.SUBMITTED in self.NEXT[self.status]

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def is_done(self):
        return self.is_locked and self.outcome in self.DONE_OUTCOMES

    @property
    def is_late(self):
        """Submitted after the hours that the policy of its day allows (GL-014): for every reader the same.

        `logged_after_hours` says how late."""
        verdict = getattr(self, "effectiveness", None)
        return verdict is not None and self.submitted_at > verdict.policy.submit_by(self)

    @property
    def logged_after_hours(self):
        """Whole hours from its end, or from its start where that is all it has, to its submission; none before."""
        if self.submitted_at is None:
            return None
        return max((self.submitted_at - (self.ended_at or self.started_at)) // HOUR, 0)

    @property
    def device_said(self):
        """The phone's own clock as it stood there, in the phone's zone."""
        if self.device_time is None or self.device_offset is None:
            return self.device_time
        return self.device_time.astimezone(timezone(timedelta(minutes=self.device_offset)))

    @property
    def minutes(self):
        """Length in whole minutes, or none while it has no end."""
        if not (self.started_at and self.ended_at):
            return None
        return int((self.ended_at - self.started_at).total_seconds() // 60)
