"""What a competitor was seen to do at a customer: when, and from whom we know (CUS-08)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Territory, User
from accounts.models.keyed import Keyed
from accounts.permissions import sees_everything
from customers.models.competitor import CompetitorProduct
from customers.models.customer import Customer


class CompetitorActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those at the customers that one sees."""
        if sees_everything(user):
            return self
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def standing(self):
        return self.filter(withdrawn_reason="")

    def with_people(self):
        return self.select_related(
            "competitor_product__competitor",
            "competitor_product__product",
            "customer",
            "observed_by",
            "territory",
        )


class CompetitorActivity(Keyed):
    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        MEETING = "meeting", _("Meeting")
        LISTING = "listing", _("Listing")
        PRICE = "price", _("Price or tender")
        STUDY = "study", _("Study")
        SUPPLY = "supply", _("Supply")
        OTHER = "other", _("Other")

    class Source(models.TextChoices):
        SEEN = "seen", _("Seen myself")
        CUSTOMER = "customer", _("A customer told us")
        PUBLIC = "public", _("Public source")
        COLLEAGUE = "colleague", _("A colleague")

    competitor_product = models.ForeignKey(
        CompetitorProduct, models.PROTECT, related_name="activities"
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="competitor_activities")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    what = models.CharField(_("what was observed"), max_length=500)
    observed_on = models.DateField(_("observed on"), default=timezone.localdate)
    source = models.CharField(_("source"), max_length=20, choices=Source)
    source_note = models.CharField(_("where to read it"), max_length=300, blank=True)
    observed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Where the customer belonged then; it never moves.
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(_("withdrawn because"), max_length=300, blank=True)

    objects = CompetitorActivityQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-observed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="competitor_activity_public_source_is_named",
                condition=~Q(source="public") | ~Q(source_note=""),
                violation_error_message=_("Say where the public source can be read."),
            )
        ]
        indexes = [
            models.Index(name="competitor_activity_newest", fields=["-observed_on", "-id"]),
            models.Index(name="competitor_activity_of", fields=["customer", "-observed_on", "-id"]),
            models.Index(name="competitor_activity_trend", fields=["territory", "observed_on"]),
        ]

    def __str__(self):
        return self.what[:60]

    @property
    def is_withdrawn(self):
        return bool(self.withdrawn_reason)
