"""A link by which a customer sees a page of ours without signing in: it expires, can be revoked, and each opening is kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded, System
from accounts.models import User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer

OPENINGS_SHOWN = 50


class GuestLinkQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def in_force(self):
        """Not past its day, not revoked, and its maker, who may have kept the address, is still with us."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), made_by__is_active=True)

    def expired(self):
        ended = Q(expires_at__lte=timezone.now()) | Q(made_by__is_active=False)
        return self.filter(ended, revoked_at=None)

    def revoked(self):
        return self.exclude(revoked_at=None)


class GuestLink(Keyed):
    class Kind(models.TextChoices):
        OWN_PAGE = "own_page", _("Own page")
        BOARD = "board", _("Customer board")

    # Whose page it may be; and which opens in one browser only.
    OF = {Kind.OWN_PAGE: Customer.Kind.PERSON, Kind.BOARD: Customer.Kind.ORGANISATION}
    ONCE = {Kind.OWN_PAGE}

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="guest_links", verbose_name=_("customer")
    )
    purpose = models.CharField(_("what for"), max_length=200)
    # SHA-256 of the secret in the address, and of the key of the one browser that opened it: kept nowhere in plain.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    holder_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_because = models.CharField(_("why it was revoked"), max_length=500, blank=True)
    openings = models.PositiveIntegerField(_("times opened"), default=0)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects = GuestLinkQuerySet.as_manager()
    history = Recorded(unrecorded=["token_hash", "holder_hash"])

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("guest link")
        indexes = [
            models.Index(name="guest_link_newest", fields=["-made_at", "-id"]),
            models.Index(name="guest_link_of_customer", fields=["customer", "-made_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="guest_link_is_made_for_something", condition=~Q(purpose="")
            ),
            models.CheckConstraint(
                name="guest_link_is_revoked_by_somebody_for_a_reason",
                condition=Q(revoked_at=None, revoked_by=None, revoked_because="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.customer}"

    @property
    def opens_once(self):
        return self.kind in self.ONCE

    @property
    def is_in_force(self):
        return (
            self.revoked_at is None and self.expires_at > timezone.now() and self.made_by.is_active
        )

    @property
    def guest(self):
        """Who acts through it (decision 7)."""
        return System(f"link:{self.uuid}")

    def opened_moments(self):
        """Newest first."""
        seen = self.history.filter(action="guest_link.open").order_by("-history_id")
        return seen.values_list("recorded_at", flat=True)[:OPENINGS_SHOWN]
