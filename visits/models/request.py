"""What customers ask, what we promised, and how it was kept (VIS-08)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.history import Recorded
from accounts.models import Product, Territory, User
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap, text_key
from accounts.models.keyed import Keyed
from accounts.permissions import DEPARTMENTS, Permission, Role, can, sees_everything
from customers.models import Customer, Tier
from customers.models.territory import is_aligned_to, is_in_territories_of
from visits.models.visit import Visit


class Department(models.TextChoices):
    """The queues; each is answered by the role of the same name."""

    MEDICAL = Role.MEDICAL.value, _("Medical")
    MARKETING = Role.MARKETING.value, _("Marketing")
    SUPPLY = Role.SUPPLY.value, _("Supply chain")
    QUALITY = Role.QUALITY.value, _("Quality")
    RD = Role.RD.value, _("Research and development")


class RequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The asking rep's, those of territories and customers that one sees, and those routed to one's department."""
        if sees_everything(user):
            return self
        if not can(user, Permission.REQUEST_READ):
            return self.none()
        of_territories = is_in_territories_of(user, "territory_id")
        of_my_customers = is_aligned_to(user, "customer_id")
        mine = Q(raised_by=user) | Q(of_territories) | Q(of_my_customers)
        return self.filter(mine | Q(department__in=departments_of(user)))

    def open(self):
        return self.filter(status__in=[Request.Status.OPEN, Request.Status.ANSWERED])

    def resolved(self):
        return self.filter(status=Request.Status.RESOLVED)

    def late(self, now):
        unanswered = Q(first_response_at=None, respond_by__lt=now)
        return self.open().filter(
            unanswered | Q(first_response_at__isnull=False, resolve_by__lt=now)
        )

    def with_people(self):
        return self.select_related(
            "customer", "product", "visit", "raised_by", "assignee", "territory"
        )

    def with_next_due(self):
        """`due_next`: what a line shows as its time, the answer's or, once that is given, the resolution's."""
        return self.annotate(
            due_next=Case(
                When(first_response_at=None, then=F("respond_by")), default=F("resolve_by")
            )
        )

    def in_lines(self):
        """Only what a line of a queue shows: a page reads twenty-five of them."""
        columns = ["uuid", "words", "kind", "tier", "status", "respond_by", "resolve_by"]
        moments = ["raised_at", "first_response_at", "resolved_at"]
        people = ["customer__name", "assignee__name", "assignee__username"]
        return self.select_related("customer", "assignee").only(*columns, *moments, *people)


def departments_of(user):
    return [role for role in DEPARTMENTS if role in user.roles]


def customers_who_asked(user):
    """Whom a department may see: the customers whose requests lie with it."""
    departments = departments_of(user)
    if not departments:
        return Q()
    asked = Request.objects.filter(customer=OuterRef("pk"), department__in=departments)
    return Q(Exists(asked))


class Request(Keyed):
    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        MEDICAL_INQUIRY = "medical_inquiry", _("Medical inquiry")
        COMPLAINT = "complaint", _("Complaint")
        SUGGESTION = "suggestion", _("Suggestion")
        PRODUCT_FEEDBACK = "product_feedback", _("Product feedback")
        SUPPLY = "supply", _("Supply")
        PRICE_POLICY = "price_policy", _("Price or policy")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ANSWERED = "answered", _("Answered")
        RESOLVED = "resolved", _("Resolved")

    NEXT = {
        Status.OPEN: {Status.ANSWERED, Status.RESOLVED},
        Status.ANSWERED: {Status.RESOLVED},
        Status.RESOLVED: {Status.OPEN},  # reopened
    }

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="requests")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="requests")
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    words = models.TextField(_("the customer's words"))
    # Where the asking rep worked, and how the customer was tiered, on the day it was raised.
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, blank=True)
    department = models.CharField(
        pgettext_lazy("of our side", "department"), max_length=20, choices=Department
    )
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assigned_requests"
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="raised_requests")
    raised_at = models.DateTimeField(_("raised"))
    # The promise: first answer by, resolution by, in business hours of the company's calendar.
    respond_by = models.DateTimeField(_("promised by"))
    resolve_by = models.DateTimeField(_("to be resolved by"))
    is_provisional = models.BooleanField(default=False)  # counted over an unpublished calendar year
    first_response_at = models.DateTimeField(_("first response"), null=True, blank=True)
    first_response_minutes = models.PositiveIntegerField(null=True, blank=True)  # business minutes
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution_minutes = models.PositiveIntegerField(null=True, blank=True)  # business minutes
    confirmed_at = models.DateTimeField(_("confirmed by the customer"), null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfaction, 1 to 5"), null=True, blank=True
    )
    reopened_count = models.PositiveSmallIntegerField(default=0)

    objects = RequestQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["respond_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="request_answered_has_a_first_response",
                condition=Q(status="open") | Q(first_response_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_resolved_is_dated",
                condition=~Q(status="resolved") | Q(resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_satisfaction_from_1_to_5",
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)),
            ),
        ]
        indexes = [
            models.Index(
                name="request_queue",
                fields=["department", "respond_by", "id"],
                condition=~Q(status="resolved"),
            ),
            models.Index(name="request_by_customer", fields=["customer", "-raised_at"]),
            models.Index(name="request_by_territory", fields=["territory", "-raised_at", "-id"]),
            models.Index(name="request_newest", fields=["-raised_at", "-id"]),
            # Figures count what was due, answered and resolved on one person's day.
            models.Index(name="request_promises_of_asker", fields=["raised_by", "respond_by"]),
            models.Index(
                name="request_answers_of_asker", fields=["raised_by", "first_response_at"]
            ),
            models.Index(name="request_results_of_asker", fields=["raised_by", "resolved_at"]),
        ]

    def __str__(self):
        return self.words[:60]

    @property
    def is_open(self):
        return self.status != self.Status.RESOLVED

    @property
    def about_products(self):
        """What the question is about; where nobody said, what the visit was about."""
        if self.product:
            return [self.product]
        return [row.product for row in self.visit.products.all()] if self.visit else []

    @property
    def is_late(self):
        """Late with the answer, or, once answered, with the resolution."""
        return self.is_open and self.next_due < timezone.now()

    @property
    def next_due(self):
        return self.respond_by if self.first_response_at is None else self.resolve_by

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _("A request that is %(now)s cannot become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )


class RequestEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(request__in=Request.objects.visible_to(user))


class RequestEntry(Keyed):
    """One line of a request's story."""

    class Kind(models.TextChoices):
        RESPONSE = "response", _("Response")
        RESOLUTION = "resolution", _("Resolution")
        NOTE = "note", _("Internal note")
        ROUTED = "routed", _("Routed")
        REOPENED = "reopened", _("Reopened")
        CONFIRMED = "confirmed", _("Confirmed by the customer")

    request = models.ForeignKey(Request, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = RequestEntryQuerySet.as_manager()
    history = Recorded(part_of="request")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_kind_display()} {date_format(timezone.localtime(self.at), 'SHORT_DATETIME_FORMAT')}"


class ServiceLevelQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self


class ServiceLevel(Keyed, Dated):
    """The service table: promised business hours by kind and tier; an empty tier is every other."""

    kind = models.CharField(_("kind"), max_length=20, choices=Request.Kind)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, blank=True)
    department = models.CharField(
        pgettext_lazy("of our side", "department"), max_length=20, choices=Department
    )
    response_hours = models.PositiveSmallIntegerField(_("first answer, business hours"))
    resolution_hours = models.PositiveSmallIntegerField(_("resolution, business hours"))

    objects = ServiceLevelQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["kind", "tier", "-valid_from"]
        constraints = [
            dates_in_order("service_level_dates_in_order"),
            models.UniqueConstraint(
                name="service_level_once_per_start", fields=["kind", "tier", "valid_from"]
            ),
            no_overlap(
                "service_level_one_a_day",
                text_key("kind", "tier"),
                message=_("Something else is promised for this kind and tier in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_tier_display()}"
