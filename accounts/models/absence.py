"""Time off territory: leave, training and meetings, in whole and half days (ACC-04)."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order
from accounts.models.keyed import Keyed
from accounts.models.territory import Membership, Territory
from accounts.models.user import User
from accounts.permissions import Permission, can, sees_everything

DAY = timedelta(days=1)
WHOLE, HALF = Decimal(1), Decimal("0.5")


class AbsenceQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """One's own, a manager's people's, and all for those who inspect."""
        if sees_everything(user) and can(user, Permission.DASHBOARD_TEAM):
            return self
        if not can(user, Permission.TIME_OFF_DECIDE):
            return self.filter(user=getattr(user, "pk", None))
        people = Membership.objects.today().filter(territory__in=Territory.ids_seen_by(user))
        return self.filter(Q(user=user) | Q(user__in=people.values("user_id")))

    def asked(self):
        return self.filter(status=Absence.Status.ASKED)

    def approved(self):
        return self.filter(status=Absence.Status.APPROVED)


def _half_day(day, is_noon, *, after=0):
    """The number of the half-day with which an absence begins, or of the first that is no longer part of it."""
    number = Func(
        F(day),
        template="((%(expressions)s - DATE '2000-01-01') * 2)",
        output_field=models.IntegerField(),
    )
    noon = Cast(F(is_noon), models.IntegerField())
    return number + after - noon if after else number + noon


class Absence(Keyed, Dated):
    class Kind(models.TextChoices):
        LEAVE = "leave", _("Leave")
        TRAINING = "training", _("Training")
        MEETING = "meeting", pgettext_lazy("time off", "Meeting")

    # Whoever calls a meeting has decided on it already.
    ASKS_MANAGER = frozenset({Kind.LEAVE, Kind.TRAINING})

    class Status(models.TextChoices):
        ASKED = "asked", pgettext_lazy("time off", "Asked for")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", pgettext_lazy("time off", "Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        Status.ASKED: {Status.APPROVED, Status.DECLINED, Status.WITHDRAWN},
        Status.APPROVED: {Status.WITHDRAWN},
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }
    STANDS = (Status.ASKED, Status.APPROVED)

    user = models.ForeignKey(
        User, models.PROTECT, related_name="absences", verbose_name=_("who is away")
    )
    kind = models.CharField(_("kind of time off"), max_length=20, choices=Kind)
    valid_to = models.DateField(_("valid to"))  # time off has an end
    from_noon = models.BooleanField(_("from noon of the first day"), default=False)
    until_noon = models.BooleanField(_("until noon of the last day"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)

    objects = AbsenceQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            dates_in_order("absence_dates_in_order"),
            models.CheckConstraint(
                name="absence_lasts_half_a_day_at_least",
                condition=Q(valid_to__gt=F("valid_from")) | ~Q(from_noon=True, until_noon=True),
                violation_error_message=_("From noon until noon of one day is no time."),
            ),
            models.CheckConstraint(
                name="absence_is_not_decided_by_who_is_away",
                condition=Q(decided_by=None) | ~Q(decided_by=F("user")),
                violation_error_message=_("Nobody decides on their own time off."),
            ),
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[
                    (
                        Func(
                            Cast(F("user"), models.BigIntegerField()),
                            Cast(F("user"), models.BigIntegerField()),
                            models.Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            _half_day("valid_from", "from_noon"),
                            _half_day("valid_to", "until_noon", after=2),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=["asked", "approved"]),
                violation_error_message=_(
                    "Time off is noted for some of these days already: change or withdraw that one."
                ),
            ),
        ]
        indexes = [models.Index(name="absence_newest", fields=["-valid_from", "-id"])]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.when}"

    @property
    def is_waiting(self):
        return self.status == self.Status.ASKED

    @property
    def stands(self):
        return self.status in self.STANDS

    @property
    def when(self):
        """Its days in words, with their halves."""
        first, last = self._edge("valid_from"), self._edge("valid_to")
        if self.valid_from == self.valid_to:
            half = (self.from_noon and gettext("afternoon")) or (
                self.until_noon and gettext("morning")
            )
            return f"{first} {half}" if half else first
        if self.from_noon:
            first = gettext("%(day)s noon") % {"day": first}
        if self.until_noon:
            last = gettext("%(day)s noon") % {"day": last}
        return f"{first} – {last}"

    def _edge(self, name):
        return date_format(getattr(self, name), "SHORT_DATE_FORMAT")

    def shares(self, first, last):
        """{day: one or one half} of its days within the period, both ends included."""
        begins, ends = max(first, self.valid_from), min(last, self.valid_to)
        days = [begins + n * DAY for n in range((ends - begins).days + 1)]
        return {day: self._share(day) for day in days}

    def _share(self, day):
        is_half = (self.from_noon and day == self.valid_from) or (
            self.until_noon and day == self.valid_to
        )
        return HALF if is_half else WHOLE

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("This time off is %(now)s already.")
                % {"now": self.get_status_display().lower()},
                code="ABSENCE_STATUS",
            )
