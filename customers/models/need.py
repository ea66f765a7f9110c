"""The needs file (客户需求档案): what a customer lacks, why, what may help, and what came of it (CUS-06)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, Product, Territory, User
from accounts.models.keyed import Keyed
from accounts.permissions import sees_everything
from accounts.registry import why_frozen
from customers.models.customer import Customer

REVIEW_AFTER = datetime.timedelta(days=30)


def first_review():
    return timezone.localdate() + REVIEW_AFTER


class NeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the customers that one sees."""
        if sees_everything(user):
            return self
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def open(self):
        return self.filter(status__in=Need.OPEN)

    def closed(self):
        return self.exclude(status__in=Need.OPEN)

    def due_for_review(self, today):
        return self.open().filter(next_review_on__lte=today)

    def shared(self):
        """Solved, with a lesson that its owner lets everybody read."""
        return self.filter(status=Need.Status.SOLVED).exclude(lesson="")

    def with_people(self):
        return self.select_related("customer", "product", "owner", "territory")


class Need(Keyed):
    class Category(models.TextChoices):
        CLINICAL = "clinical", _("Clinical")
        ACADEMIC = "academic", _("Academic and career")
        PAYMENT = "payment", _("Cost and payment reform")
        OPERATIONS = "operations", _("Operations")
        QUALIFICATION = "qualification", _("Qualification")
        SUPPLY = "supply", _("Supply")
        TEMPORARY = "temporary", _("Temporary")

    class Status(models.TextChoices):
        IDENTIFIED = "identified", _("Identified")
        IN_PROGRESS = "in_progress", _("In progress")
        SOLVED = "solved", _("Solved")
        DROPPED = "dropped", _("Dropped")

    OPEN = (Status.IDENTIFIED, Status.IN_PROGRESS)
    NEXT = {
        Status.IDENTIFIED: {Status.IN_PROGRESS, Status.SOLVED, Status.DROPPED},
        Status.IN_PROGRESS: {Status.SOLVED, Status.DROPPED},
        Status.SOLVED: {Status.IN_PROGRESS},  # it came back
        Status.DROPPED: {Status.IN_PROGRESS},
    }
    # From the pain to what came of it, in the order in which it is found out.
    CHAIN = ("pain_point", "root_cause", "solution", "evidence", "result")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="needs")
    category = models.CharField(_("category"), max_length=20, choices=Category)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    pain_point = models.CharField(_("pain point"), max_length=200)
    root_cause = models.TextField(_("root cause"), blank=True)
    solution = models.TextField(_("solution"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    result = models.TextField(_("result"), blank=True)
    review_note = models.CharField(
        _("what is new"), max_length=500, blank=True
    )  # at the last review
    # What everybody may read who never hears of the customer.
    lesson = models.CharField(_("lesson for others"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.IDENTIFIED)
    owner = models.ForeignKey(User, models.PROTECT, related_name="needs", verbose_name=_("owner"))
    # Where the customer belonged when it was found; it never moves.
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    found_on = models.DateField(_("found on"), default=timezone.localdate)
    next_review_on = models.DateField(_("next review"), default=first_review)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)

    objects = NeedQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["next_review_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="need_closed_is_dated",
                condition=Q(status__in=["identified", "in_progress"], closed_on=None)
                | Q(status__in=["solved", "dropped"], closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="need_times_in_order",
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("found_on")),
            ),
        ]
        indexes = [
            models.Index(name="need_by_review", fields=["next_review_on", "id"]),
            models.Index(name="need_newest", fields=["-found_on", "-id"]),
            models.Index(name="need_theme", fields=["category", "product", "status"]),
            models.Index(
                name="need_review_of_owner",
                fields=["owner", "next_review_on"],
                condition=Q(status__in=["identified", "in_progress"]),
            ),
        ]

    def __str__(self):
        return self.pain_point

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def days_open(self):
        """Up to its end, or up to today."""
        return ((self.closed_on or timezone.localdate()) - self.found_on).days

    @property
    def reviews(self):
        """Its versions as each review left it, newest first; none of who asked to be erased."""
        if why_frozen([self.customer_id]):
            return self.history.none()
        return self.history.filter(action="need.review").select_related("history_user")

    @property
    def is_due_for_review(self):
        return self.is_open and self.next_review_on <= timezone.localdate()

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("A need that is %(now)s cannot become %(then)s.")
                % {
                    "now": self.get_status_display().lower(),
                    "then": self.Status(status).label.lower(),
                }
            )


class NeedEvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(need__in=Need.objects.visible_to(user))


class NeedEvidence(Keyed):
    """A file that shows the pain or the result."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

    objects = NeedEvidenceQuerySet.as_manager()
    history = Recorded(part_of="need")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.attachment)
