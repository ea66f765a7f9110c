"""Hospitals, clinics, health centres, pharmacies, chains and distributors, and their departments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from customers.models.customer import Customer
from customers.models.region import Region


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))


class Organisation(models.Model):
    class Type(models.TextChoices):
        HOSPITAL = "hospital", _("Hospital")
        CLINIC = "clinic", _("Clinic")
        HEALTH_CENTRE = "health_centre", _("Community health centre")
        PHARMACY = "pharmacy", _("Pharmacy")
        CHAIN = "chain", _("Pharmacy chain headquarters")
        DISTRIBUTOR = "distributor", _("Distributor")
        OTHER = "other", _("Other organisation")

    class Level(models.TextChoices):
        """Grades of Chinese hospitals (医院等级)."""

        L3A = "3A", _("Grade 3A")
        L3B = "3B", _("Grade 3B")
        L3 = "3", _("Grade 3, not classed")
        L2A = "2A", _("Grade 2A")
        L2B = "2B", _("Grade 2B")
        L2 = "2", _("Grade 2, not classed")
        L1 = "1", _("Grade 1")

    # For lists: get_type_display() builds such a dictionary for every row.
    TYPE_LABELS = dict(Type.choices)

    customer = models.OneToOneField(
        Customer, models.PROTECT, primary_key=True, related_name="organisation"
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    level = models.CharField(_("grade"), max_length=10, choices=Level, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    province = models.CharField(_("province"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    district = models.CharField(_("district or county"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=100, blank=True)
    longitude = models.DecimalField(  # WGS-84, degrees
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=6, null=True, blank=True
    )

    objects = OrganisationQuerySet.as_manager()
    history = Recorded()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_is_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=models.F("customer")),
                violation_error_message=_("An organisation cannot stand above itself."),
            ),
            models.CheckConstraint(
                name="organisation_position_is_on_earth",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                violation_error_message=_("Give longitude and latitude in degrees, or neither."),
            ),
        ]

    def __str__(self):
        return str(self.customer)

    @property
    def type_label(self):
        return self.TYPE_LABELS[self.type]

    @property
    def area(self):
        """Where it is when it has no address; part of its identity then."""
        return f"{self.province}{self.city}{self.district}"


class DepartmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class Department(Keyed):
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="departments")
    name = models.CharField(_("department"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)

    objects = DepartmentQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="department_named_once_in_its_organisation",
                fields=["organisation", "name"],
                violation_error_message=_("The organisation already has this department."),
            )
        ]

    def __str__(self):
        return self.name
