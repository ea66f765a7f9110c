"""A person asks what is held on her, for a copy of it, or that it be put right: who asked, by when it is answered, what became of it (PRV-005).

Its own texts never repeat what is held.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.models import Customer


class SubjectRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if can(user, Permission.ERASURE_READ) else self.none()

    def open(self):
        return self.filter(status__in=SubjectRequest.OPEN)

    def with_people(self):
        return self.select_related("customer", "entered_by", "identified_by", "closed_by")


class SubjectRequest(Keyed):
    class Kind(models.TextChoices):
        ACCESS = "access", _("What is held, and a copy")
        PORTABILITY = "portability", _("A copy for another system")
        CORRECTION = "correction", _("Put something right")

    class How(models.TextChoices):
        LETTER = "letter", _("Letter")
        MESSAGE = "message", _("Message or e-mail")
        SPOKEN = "spoken", _("Spoken")

    class Check(models.TextChoices):
        IN_PERSON = "in_person", _("Known in person")
        DOCUMENT = "document", _("Identity document seen, not kept")
        CALLED_BACK = "called_back", _("Called back at the hospital's number")

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        IDENTIFIED = "identified", _("Identity checked")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")

    OPEN = (Status.RECEIVED, Status.IDENTIFIED)
    NEXT = {
        Status.RECEIVED: {Status.IDENTIFIED, Status.REFUSED},
        Status.IDENTIFIED: {Status.ANSWERED, Status.REFUSED},
        Status.ANSWERED: set(),
        Status.REFUSED: set(),
    }

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    kind = models.CharField(_("what is asked"), max_length=20, choices=Kind)
    how = models.CharField(_("how it was asked"), max_length=20, choices=How)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.RECEIVED)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("due on"))
    entered_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    identity_check = models.CharField(
        _("how the identity was checked"), max_length=20, choices=Check, blank=True
    )
    identified_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    identified_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = SubjectRequestQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="subject_request_is_answered_to_whom_was_identified",
                condition=~Q(status__in=["identified", "answered"])
                | ~Q(identity_check="") & Q(identified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="subject_request_closed_says_who_and_what",
                condition=~Q(status__in=["answered", "refused"])
                | ~Q(answer="") & Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.received_on:%Y-%m-%d}"

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def is_late(self):
        return self.is_open and self.due_on < timezone.localdate()

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _now("This request is %(now)s; it can't become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )
