"""Doctors, pharmacists, directors, buyers and shop managers, and where they work."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from customers.models.customer import Customer
from customers.models.organisation import Department, Organisation


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))


class Person(models.Model):
    class Type(models.TextChoices):
        DOCTOR = "doctor", _("Doctor")
        PHARMACIST = "pharmacist", _("Pharmacist")
        DIRECTOR = "director", _("Director")
        BUYER = "buyer", _("Buyer")
        SHOP_MANAGER = "shop_manager", _("Shop manager")
        OTHER = "other", _("Other professional")

    class DecisionRole(models.TextChoices):
        DECIDES = "decides", _("Decides")
        INFLUENCES = "influences", _("Influences")
        USES = "uses", _("Uses")
        BUYS = "buys", _("Buys")
        GATEKEEPER = "gatekeeper", _("Gatekeeper")
        BLOCKS = "blocks", _("Blocks")

    # For lists: get_type_display() builds such a dictionary for every row.
    TYPE_LABELS = dict(Type.choices)

    customer = models.OneToOneField(
        Customer, models.PROTECT, primary_key=True, related_name="person"
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    title = models.CharField(_("title"), max_length=60, blank=True)
    specialty = models.CharField(_("specialty"), max_length=100, blank=True)
    sub_specialty = models.CharField(_("sub-specialty"), max_length=100, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    decision_role = models.CharField(
        _("role in decisions"), max_length=20, choices=DecisionRole, blank=True
    )
    office_phone = models.CharField(_("office phone"), max_length=100, blank=True)
    # Ciphertext under the person's own key; its keyed hash is in SearchKey (decision 20).
    mobile_sealed = models.TextField(blank=True, editable=False)

    objects = PersonQuerySet.as_manager()
    history = Recorded()

    def __str__(self):
        return str(self.customer)

    @property
    def type_label(self):
        return self.TYPE_LABELS[self.type]


class AffiliationQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self.filter(person__in=Person.objects.visible_to(user))

    def primary(self):
        return self.filter(is_primary=True)


class Affiliation(Keyed, Dated):
    person = models.ForeignKey(Person, models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliations")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="affiliations"
    )
    position = models.CharField(_("position"), max_length=100, blank=True)
    is_primary = models.BooleanField(_("main place of work"), default=False)

    objects = AffiliationQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-is_primary", "-valid_from"]
        constraints = [
            dates_in_order("affiliation_dates_in_order"),
            no_overlap(
                "affiliation_one_main_place_at_a_time",
                "person",
                condition=models.Q(is_primary=True),
                message=_("The person has another main place of work in that period."),
            ),
        ]
        indexes = [models.Index(name="affiliation_people", fields=["organisation", "person"])]

    def __str__(self):
        return f"{self.person} · {self.organisation}"

    @property
    def is_current(self):
        return self.holds_on(timezone.localdate())
