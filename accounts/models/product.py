"""What we promote, and what may be said about it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.models.legal_entity import LegalEntity


class ProductQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self

    def active(self):
        return self.filter(is_active=True)

    def offered(self, *chosen):
        """To choose from: what is in use, and what was chosen before (keys; None is nothing), so that no edit drops it."""
        return self.filter(Q(is_active=True) | Q(pk__in=[key for key in chosen if key]))


class Product(Keyed):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    category = models.CharField(_("category"), max_length=60)  # the unit of a filing's scope
    holder = models.ForeignKey(LegalEntity, models.PROTECT, related_name="products")
    is_active = models.BooleanField(_("active"), default=True)

    objects = ProductQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class KeyMessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self

    def active(self):
        return self.filter(is_active=True, product__is_active=True)

    def versioned(self):
        """With `is_replaced`: whether a newer wording took its place."""
        return self.annotate(is_replaced=Exists(KeyMessage.objects.filter(replaces=OuterRef("pk"))))

    def offered(self, *chosen):
        """As for products."""
        return self.filter(Q(is_active=True, product__is_active=True) | Q(pk__in=chosen))


class KeyMessage(Keyed):
    class Kind(models.TextChoices):
        EFFICACY = "efficacy", _("Efficacy")
        SAFETY = "safety", _("Safety")
        ADHERENCE = "adherence", _("Adherence")
        COST = "cost", _("Cost")

    product = models.ForeignKey(Product, models.PROTECT, related_name="key_messages")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.CharField(_("text"), max_length=200)
    text_en = models.CharField(_("English text"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # What was said under one wording stays under it: another wording is the next version.
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = KeyMessageQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["product", "pk"]
        constraints = [
            models.CheckConstraint(
                name="key_message_in_use_is_not_closed",
                condition=Q(is_active=False) | Q(closed_on=None),
            )
        ]

    def __str__(self):
        return self.text_en if self.text_en and get_language() == "en" else self.text
