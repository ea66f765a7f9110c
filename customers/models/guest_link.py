"""A link that lets a customer see a page of their own without signing in: it expires, can be revoked, and each opening is kept (CMP-13)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded, System
from accounts.models import User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer


class GuestLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def in_force(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class GuestLink(Keyed):
    class Kind(models.TextChoices):
        OWN_PAGE = "own_page", _("Own page")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="guest_links", verbose_name=_("customer")
    )
    # SHA-256 of the secret, which nobody but its holder has.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    openings = models.PositiveIntegerField(_("times opened"), default=0)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = GuestLinkQuerySet.as_manager()
    history = Recorded(unrecorded=["token_hash"])

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="guest_link_is_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.customer}"

    @property
    def is_in_force(self):
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def guest(self):
        """Who acts through it (decision 7)."""
        return System(f"link:{self.uuid}")
