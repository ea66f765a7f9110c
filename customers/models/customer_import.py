"""A file of customers on its way in: what was checked, what became of each line (CUS-10)."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Job, User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.models.customer import Customer
from customers.models.import_mapping import ImportMapping

COUNTS = ["lines", "created", "updated", "unchanged", "rejected", "incomplete"]


class CustomerImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those who import see each other's: two stewards must not load the same list."""
        return self if can(user, Permission.CUSTOMER_IMPORT) else self.none()

    def newest(self):
        return self.order_by("-pk")


class CustomerImport(Keyed):
    class Mode(models.TextChoices):
        ALL_OR_NOTHING = "all_or_nothing", _("All or nothing")
        SKIP_BAD_LINES = "skip_bad_lines", _("Skip bad lines")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Columns to be confirmed")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, nothing changed yet")
        APPLYING = "applying", _("Being imported")
        PAUSED = "paused", _("Paused")
        APPLIED = "applied", _("Imported")
        FAILED = "failed", _("Could not be read")
        CANCELLED = "cancelled", _("Cancelled")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    NEXT = {
        Status.UPLOADED: {Status.CHECKING, Status.CANCELLED},
        Status.CHECKING: {Status.CHECKED, Status.FAILED, Status.CANCELLED},
        Status.CHECKED: {Status.CHECKING, Status.APPLYING, Status.CANCELLED},
        # All or nothing falls back to what was checked; line by line keeps what it has and can go on.
        Status.APPLYING: {Status.APPLIED, Status.CHECKED, Status.PAUSED},
        Status.PAUSED: {Status.APPLYING, Status.UNDOING},
        Status.APPLIED: {Status.UNDOING},
        Status.FAILED: {Status.CHECKING, Status.CANCELLED},
        Status.CANCELLED: set(),
        # Somebody may have gone on with a customer before the worker came to it.
        Status.UNDOING: {Status.UNDONE, Status.APPLIED, Status.PAUSED},
        Status.UNDONE: set(),
    }

    file_name = models.CharField(_("file"), max_length=255)
    file_size = models.PositiveBigIntegerField()  # bytes
    file_sha256 = models.CharField(max_length=64)
    mapping = models.ForeignKey(
        ImportMapping, models.PROTECT, null=True, blank=True, related_name="imports"
    )
    # The mapping as it was when the file was checked: a later change of it changes no report.
    definition = models.JSONField(default=dict)
    mode = models.CharField(_("mode"), max_length=20, choices=Mode, default=Mode.ALL_OR_NOTHING)
    is_dry_run = models.BooleanField(_("check only"), default=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UPLOADED)
    by = models.ForeignKey(User, models.PROTECT, related_name="customer_imports")
    at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    problem = models.TextField(blank=True)
    # Counted from the lines, and how far the work has come.
    lines = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    applied_to_line = models.PositiveIntegerField(default=0)

    objects = CustomerImportQuerySet.as_manager()
    history = Recorded(unrecorded=["job", "problem", "applied_to_line", *COUNTS])

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    @property
    def path(self):
        """Place in the file store: content-addressed, so that equal files are kept once."""
        return f"imports/{self.file_sha256[:2]}/{self.file_sha256}"

    @property
    def is_open(self):
        return self.status in {self.Status.CHECKING, self.Status.APPLYING, self.Status.UNDOING}

    @property
    def can_be_stopped(self):
        ended = {self.Status.APPLIED, self.Status.CANCELLED, self.Status.UNDONE}
        return self.status not in {*ended, self.Status.PAUSED, self.Status.UNDOING}

    @property
    def will_pause(self):
        """Line by line keeps what it has; everything else begins again."""
        return self.status == self.Status.APPLYING and self.mode == self.Mode.SKIP_BAD_LINES

    @property
    def is_excel(self):
        return self.file_name.lower().endswith(".xlsx")

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                now("This import cannot go on like that: it is now “%(status)s”.")
                % {"status": self.get_status_display()}
            )


class ImportLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer_import__in=CustomerImport.objects.visible_to(user))

    def actionable(self):
        return self.filter(verdict__in=[ImportLine.Verdict.CREATE, ImportLine.Verdict.UPDATE])

    def incomplete(self):
        return self.filter(is_incomplete=True)

    def brought(self):
        """Those by which a customer came in, or came back after an import that was undone."""
        is_back = Q(changes__contains=["status"], xid__isnull=False)
        return self.filter(Q(verdict=ImportLine.Verdict.CREATE) | is_back, customer__isnull=False)

    def changing(self):
        """Those that have changed a customer who was there before."""
        return self.filter(verdict=ImportLine.Verdict.UPDATE, xid__isnull=False)


class ImportLine(models.Model):
    """One line of the file: what it says, what it lacks and what becomes of it. Staging, derived from the file."""

    class Verdict(models.TextChoices):
        CREATE = "create", _("New")
        UPDATE = "update", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        REJECT = "reject", _("Rejected")

    customer_import = models.ForeignKey(CustomerImport, models.CASCADE, related_name="import_lines")
    number = models.PositiveIntegerField(_("line"))  # of the file, where the record begins
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    name = models.CharField(_("name"), max_length=200, blank=True)
    # Equal in two lines that name the same customer; empty when the line cannot say.
    key = models.CharField(max_length=100, blank=True)
    # [code, {values}] for each sentence, see importing/findings.py
    findings = models.JSONField(default=list)
    changes = ArrayField(models.CharField(max_length=40), default=list)
    is_incomplete = models.BooleanField(default=False)
    # Emptied when the line is applied: the customer holds it then.
    record = models.JSONField(default=dict)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # The transaction that applied it: in the customer's history what was before, and what the line made of it.
    xid = models.BigIntegerField(null=True, editable=False)

    objects = ImportLineQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                name="import_line_is_staged_once", fields=["customer_import", "number"]
            ),
            models.CheckConstraint(
                name="import_line_rejected_says_why",
                condition=~Q(verdict="reject") | ~Q(findings=[]),
            ),
        ]
        indexes = [
            models.Index(name="import_line_by_key", fields=["customer_import", "key"]),
            models.Index(
                name="import_line_by_verdict", fields=["customer_import", "verdict", "number"]
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.name}"
