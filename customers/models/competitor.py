"""Competitors, their products beside ours, and our answer to each: the differentiation card (CUS-08)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import KeyMessage, Product
from accounts.models.keyed import Keyed


class CompetitorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self


class Competitor(Keyed):
    name = models.CharField(
        _("name"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("This competitor is known already.")},
    )
    note = models.TextField(_("note"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = CompetitorQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class CompetitorProductQuerySet(CompetitorQuerySet):
    def active(self):
        return self.filter(is_active=True, competitor__is_active=True)

    def with_card(self):
        return self.select_related("competitor", "product").prefetch_related(
            "answer_messages__key_message"
        )


class CompetitorProduct(Keyed):
    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="products")
    name = models.CharField(_("name"), max_length=100)
    # Ours that it stands against.
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    strengths = models.TextField(_("strengths"), blank=True)
    weaknesses = models.TextField(_("weaknesses"), blank=True)
    answer = models.TextField(_("our answer"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = CompetitorProductQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="competitor_product_is_unique",
                fields=["competitor", "name", "product"],
                violation_error_message=_("This product is known already beside ours."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def key_messages(self):
        return [row.key_message for row in self.answer_messages.all()]


class AnswerMessage(Keyed):
    """A key message of ours that an answer rests on."""

    competitor_product = models.ForeignKey(
        CompetitorProduct, models.CASCADE, related_name="answer_messages"
    )
    key_message = models.ForeignKey(KeyMessage, models.PROTECT, related_name="+")

    objects = CompetitorQuerySet.as_manager()
    history = Recorded(part_of="competitor_product")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="answer_message_once", fields=["competitor_product", "key_message"]
            )
        ]

    def __str__(self):
        return str(self.key_message)
