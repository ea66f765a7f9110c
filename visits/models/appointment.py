"""Appointments: a slot that a house gave us, by whom and with what proof (CN-009)."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, Territory, User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything
from customers.models import Organisation
from customers.models.territory import is_aligned_to, is_in_territories_of


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, those of territories below, and those at houses that one sees today."""
        if sees_everything(user):
            return self
        if not can(user, Permission.VISIT_READ):
            return self.none()
        of_territories = is_in_territories_of(user, "territory_id")
        of_my_houses = is_aligned_to(user, "organisation_id")
        return self.filter(Q(rep=user) | Q(of_territories) | Q(of_my_houses))

    def approved(self):
        return self.filter(status=Appointment.Status.APPROVED)

    def waiting(self):
        return self.filter(status=Appointment.Status.REQUESTED)

    def open(self):
        return self.filter(status__in=Appointment.OPEN)

    def with_people(self):
        return self.select_related("organisation__customer", "rep", "territory", "evidence")


class Appointment(Keyed):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Asked for")
        APPROVED = "approved", _("Given")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (Status.REQUESTED, Status.APPROVED)
    NEXT = {
        Status.REQUESTED: {Status.APPROVED, Status.REFUSED, Status.CANCELLED},
        Status.APPROVED: {Status.CANCELLED},
        Status.REFUSED: set(),
        Status.CANCELLED: set(),
    }

    rep = models.ForeignKey(
        User, models.PROTECT, related_name="appointments", verbose_name=_("representative")
    )
    # Where the rep worked when it was asked for; it never moves.
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="appointments", verbose_name=_("organisation")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    host = models.CharField(_("who receives"), max_length=200, blank=True)
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.REQUESTED)
    requested_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    # A person of the house, or its department, in the rep's words.
    approved_by = models.CharField(_("given by"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("given at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    evidence = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )

    objects = AppointmentQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("appointment")
        constraints = [
            models.CheckConstraint(
                name="appointment_times_in_order",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The appointment ends before it begins."),
            ),
            models.CheckConstraint(
                name="appointment_given_is_dated_and_says_by_whom",
                condition=~Q(status="approved") | Q(approved_at__isnull=False) & ~Q(approved_by=""),
                violation_error_message=_("Say who of the house gave it, and when."),
            ),
        ]
        indexes = [
            models.Index(name="appointment_newest", fields=["-starts_at", "-id"]),
            models.Index(name="appointment_of_rep", fields=["rep", "organisation", "starts_at"]),
        ]

    def __str__(self):
        starts_at = self.starts_at.astimezone(ZoneInfo(settings.TIME_ZONE))
        return f"{self.organisation} {starts_at:%Y-%m-%d %H:%M}"

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _("An appointment that is %(now)s cannot become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )

    @property
    def is_waiting(self):
        return self.status == self.Status.REQUESTED

    @property
    def is_open(self):
        return self.status in self.OPEN
