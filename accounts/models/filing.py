"""The filing (备案) of a representative by a marketing authorisation holder (CN-001, CN-002)."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.attachment import Attachment
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.models.legal_entity import LegalEntity
from accounts.models.territory import Membership, Territory
from accounts.models.user import User
from accounts.permissions import Permission, can, sees_everything


class RepFilingQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """A rep's own, a manager's people's, all for those who keep or inspect them."""
        if sees_everything(user) or can(user, Permission.FILING_MANAGE):
            return self
        people = Membership.objects.today().filter(territory__in=Territory.ids_seen_by(user))
        return self.filter(Q(user=user) | Q(user__in=people.values("user_id")))

    def valid_on(self, day):
        return self.on(day).filter(status=RepFiling.Status.FILED)


class RepFiling(Keyed, Dated):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        FILED = "filed", _("Filed")
        SUSPENDED = "suspended", _("Suspended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT = {
        Status.DRAFT: {Status.FILED, Status.WITHDRAWN},
        Status.FILED: {Status.SUSPENDED, Status.WITHDRAWN},
        Status.SUSPENDED: {Status.FILED, Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }

    class Contract(models.TextChoices):
        LABOUR = "labour", _("Labour contract")
        AUTHORISATION = "authorisation", _("Letter of authorisation")

    class IdDocument(models.TextChoices):
        RESIDENT = "resident", _("Resident identity card")
        PASSPORT = "passport", _("Passport")
        OTHER = "other", _("Other document")

    user = models.ForeignKey(User, models.PROTECT, related_name="filings")
    holder = models.ForeignKey(LegalEntity, models.PROTECT, related_name="filings")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    status_on = models.DateField(_("status since"), default=timezone.localdate)
    number = models.CharField(_("filing number"), max_length=60, blank=True)
    contract = models.CharField(_("contract"), max_length=20, choices=Contract)
    categories = ArrayField(
        models.CharField(max_length=60), verbose_name=_("product categories"), default=list
    )
    therapeutic_areas = models.CharField(_("therapeutic areas"), max_length=200, blank=True)
    major = models.CharField(_("major"), max_length=100, blank=True)
    degree = models.CharField(_("degree"), max_length=60, blank=True)
    id_document = models.CharField(
        _("identity document"), max_length=20, choices=IdDocument, default=IdDocument.RESIDENT
    )
    # Ciphertext of the number, under the person's own key (decision 20).
    id_number_sealed = models.TextField(blank=True, editable=False)
    photo = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    declared_on = models.DateField(_("holder's declaration signed on"), null=True, blank=True)
    checked_on = models.DateField(_("last checked on the platform"), null=True, blank=True)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    evidence = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )

    objects = RepFilingQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            dates_in_order("filing_dates_in_order"),
            models.CheckConstraint(
                name="filing_filed_has_number_term_and_evidence",
                condition=Q(status__in=["draft", "withdrawn"])
                | ~Q(number="") & ~Q(valid_to=None) & ~Q(evidence=None),
                violation_error_message=_(
                    "A filing counts as filed with a number, a last day and evidence."
                ),
            ),
            no_overlap(
                "filing_one_at_a_time_per_holder",
                "user",
                "holder",
                condition=~Q(status="withdrawn"),
                message=_("This person already has a filing of this holder in that period."),
            ),
        ]

    def __str__(self):
        return self.number or f"{self.user} · {self.holder}"

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _("This filing is %(now)s; it can't become %(then)s.")
                % {"now": self.get_status_display(), "then": self.Status(status).label}
            )

    def covers(self, product):
        return self.holder_id == product.holder_id and product.category in self.categories

    @property
    def state(self):
        """The status as people mean it: nobody sets "expired", the days do."""
        return "expired" if self.status == self.Status.FILED and self.is_expired() else self.status

    @property
    def days_left(self):
        return self.valid_to and (self.valid_to - timezone.localdate()).days

    def is_expired(self, day=None):
        return self.valid_to is not None and self.valid_to < (day or timezone.localdate())
