"""What belongs to a visit: who was there, and the products that were talked about with their messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import KeyMessage, Product
from accounts.models.keyed import Keyed
from customers.models import Person
from visits.models.visit import Visit


class OfVisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit__in=Visit.objects.visible_to(user))


class VisitParticipant(Keyed):
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")

    objects = OfVisitQuerySet.as_manager()
    history = Recorded(part_of="visit")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_participant_once",
                fields=["visit", "person"],
                violation_error_message=_("This person is on the visit already."),
            )
        ]

    def __str__(self):
        return str(self.person)


class VisitProduct(Keyed):
    class Reaction(models.TextChoices):
        INTERESTED = "interested", _("Interested")
        NEUTRAL = "neutral", _("Neutral")
        DOUBTFUL = "doubtful", _("Doubtful")
        OBJECTS = "objects", _("Objects")

    class AdoptionStep(models.TextChoices):
        UNAWARE = "unaware", _("Unaware")
        AWARE = "aware", _("Aware")
        TRIAL = "trial", _("Trial")
        REGULAR = "regular", _("Regular")
        ADVOCATE = "advocate", _("Advocate")

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("place in the talk"), default=1)
    reaction = models.CharField(_("reaction"), max_length=20, choices=Reaction, blank=True)
    adoption_step = models.CharField(
        _("adoption step"), max_length=20, choices=AdoptionStep, blank=True
    )

    objects = OfVisitQuerySet.as_manager()
    history = Recorded(part_of="visit")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_product_once",
                fields=["visit", "product"],
                violation_error_message=_("This product is on the visit already."),
            )
        ]

    def __str__(self):
        return str(self.product)


class VisitMessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visit_product__in=VisitProduct.objects.visible_to(user))


class VisitMessage(Keyed):
    """A key message planned for, or covered on, a visit."""

    visit_product = models.ForeignKey(VisitProduct, models.CASCADE, related_name="messages")
    key_message = models.ForeignKey(KeyMessage, models.PROTECT, related_name="+")

    objects = VisitMessageQuerySet.as_manager()
    history = Recorded(part_of="visit_product")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_message_once", fields=["visit_product", "key_message"]
            )
        ]

    def __str__(self):
        return str(self.key_message)
