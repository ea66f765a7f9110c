"""Words of our own on customers, such as "teaching hospital": whom to look for, and whom to act on together (CUS-13)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.models.customer import Customer


class TagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One vocabulary for the company: whoever reads customers reads their tags."""
        return self if can(user, Permission.CUSTOMER_READ) else self.none()

    def in_use(self):
        return self.filter(is_archived=False)


class Tag(Keyed):
    name = models.CharField(_("name"), max_length=40)
    # Not offered or shown any more; the customers that had it keep it for the day it comes back.
    is_archived = models.BooleanField(_("retired"), default=False)

    objects = TagQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="tag_name_is_unique",
                violation_error_message=_("There is a tag of this name already."),
            ),
            models.CheckConstraint(name="tag_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self):
        return self.name


class CustomerTagQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def current(self):
        """On the customer today, and not retired."""
        return self.filter(is_current=True, tag__is_archived=False)


class CustomerTag(Keyed):
    """One row for each customer and tag, also when it has been taken off and put on again."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="customer_tags", verbose_name=_("customer")
    )
    tag = models.ForeignKey(
        Tag, models.PROTECT, related_name="customer_tags", verbose_name=_("tag")
    )
    is_current = models.BooleanField(_("on the customer"), default=True)

    objects = CustomerTagQuerySet.as_manager()
    history = Recorded(part_of="customer")

    class Meta:
        verbose_name = _("tag of a customer")
        constraints = [
            models.UniqueConstraint(name="customer_tag_once", fields=["customer", "tag"]),
        ]
        indexes = [
            models.Index(
                name="customer_tag_by_tag", fields=["tag", "customer"], condition=Q(is_current=True)
            ),
        ]

    def __str__(self):
        return f"{self.customer} · {self.tag}"
