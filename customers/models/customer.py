"""Whom we serve. An organisation or a person is a row here and one of its own on the same key (decision 1)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, Role, can, sees_everything
from customers.models.territory import CustomerTerritory, is_aligned_to, is_any_of


class Tier(models.TextChoices):
    STRATEGIC = "strategic", _("Strategic")
    GROWTH = "growth", _("Growth")
    BASIC = "basic", _("Basic")


def is_higher(tier, than):
    """Any tier is higher than none ("")."""
    order = ["", *reversed(Tier.values)]
    return order.index(tier) > order.index(than)


# For lists: get_tier_display() builds such a dictionary for every row.
TIER_LABELS = {"": ""} | dict(Tier.choices)


class CustomerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Customers aligned today to one's territories, and those that upper apps add (requests routed here)."""
        if sees_everything(user):
            return self
        if not can(user, Permission.CUSTOMER_READ):
            return self.none()
        seen = Q(pk__in=[])
        if Role.MANAGER in user.roles:
            seen = Q(is_aligned_to(user, "pk"))
        elif Role.REP in user.roles:
            # The few of one territory, gathered: walking a list of all until a page of them is met takes longer.
            mine = CustomerTerritory.objects.seen_by(user)
            seen = Q(is_any_of("pk", mine.values("customer_id")))
        for function in registry.customer_visibility:
            seen |= function(user)
        return self.filter(seen)

    def active(self):
        return self.filter(status=Customer.Status.ACTIVE)

    def in_use(self):
        return self.exclude(status=Customer.Status.ARCHIVED)

    def in_order(self):
        return self.order_by("sort_key", "pk")


class Customer(Keyed):
    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Person")

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        CLOSED = "closed", _("Closed")
        ARCHIVED = "archived", _("Archived")

    NEXT = {
        Status.ACTIVE: {Status.CLOSED, Status.ARCHIVED},
        Status.CLOSED: {Status.ACTIVE, Status.ARCHIVED},
        Status.ARCHIVED: {Status.ACTIVE},
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    aliases = ArrayField(
        models.CharField(max_length=200), verbose_name=_("also known as"), default=list, blank=True
    )
    source = models.CharField(_("source"), max_length=60, blank=True)
    external_id = models.CharField(_("external id"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ACTIVE)
    status_on = models.DateField(_("status since"), default=timezone.localdate)
    status_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # Entered by somebody whom a steward has not confirmed yet; usable like any other (CUS-12).
    is_under_review = models.BooleanField(_("under review"), default=False, editable=False)
    # The record that speaks for this one; nothing of what was submitted here is rewritten (decision 6).
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_records",
        verbose_name=_("merged into"),
    )
    # Derived: pinyin of the name for order, today's tier for lists, normalised identity for imports.
    sort_key = models.CharField(max_length=400, default="", editable=False)
    tier = models.CharField(_("tier"), max_length=20, choices=Tier, blank=True, editable=False)
    identity = models.CharField(max_length=64, default="", editable=False)

    objects = CustomerQuerySet.as_manager()
    history = Recorded(unrecorded=["sort_key", "tier", "identity"])

    class Meta:
        indexes = [
            models.Index(name="customer_in_order", fields=["sort_key", "id"]),
            models.Index(name="customer_by_tier", fields=["tier", "sort_key", "id"]),
            models.Index(name="customer_identity", fields=["kind", "identity"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="customer_external_id_is_unique_in_its_source",
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                violation_error_message=_("Another customer has this external id."),
            ),
            models.CheckConstraint(
                name="customer_merged_is_archived",
                condition=Q(merged_into=None)
                | Q(status="archived") & ~Q(merged_into=models.F("id")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def tier_label(self):
        return TIER_LABELS[self.tier]

    @property
    def is_person(self):
        return self.kind == self.Kind.PERSON

    @property
    def is_organisation(self):
        return self.kind == self.Kind.ORGANISATION

    @property
    def half(self):
        """The row of its own kind: an Organisation or a Person."""
        return self.person if self.is_person else self.organisation

    def check_can_become(self, status):
        if self.merged_into_id:
            raise ValidationError(
                gettext("It was merged into %(name)s: undo the merge first.")
                % {"name": self.merged_into}
            )
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                gettext("A customer that is %(now)s cannot become %(then)s.")
                % {
                    "now": self.get_status_display().lower(),
                    "then": self.Status(status).label.lower(),
                }
            )


class SearchKey(models.Model):
    """What a customer is found by: n-grams of names, pinyin, initials, codes and office phones. Derived."""

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="search_key"
    )
    text = models.TextField()
    grams = ArrayField(models.TextField())
    # Keyed hashes of private phones: found only whole (decision 20).
    phone_hashes = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        indexes = [
            GinIndex(name="search_key_grams", fields=["grams"]),
            GinIndex(name="search_key_phones", fields=["phone_hashes"]),
        ]

    def __str__(self):
        return self.text
