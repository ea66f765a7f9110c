"""What representatives bring and show, version by version; only approved ones in date for the right audience (VIS-14)."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Prefetch, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, Product, User
from accounts.models.dated import dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from compliance.models.reviewed import (
    Reviewed,
    ReviewedQuerySet,
    reviewed_by_two,
    sees_drafts,
    status_says_it,
)
from customers.models import Organisation, Person

# People by what they are, houses by their kind: "other" of each is told apart.
AUDIENCES = [
    *Person.Type.choices[:-1],
    ("other_person", _("Other professional")),
    *Organisation.Type.choices[:-1],
    ("other_organisation", _("Other organisation")),
]


def audience_of(customer):
    """The one word of AUDIENCES that a customer is."""
    if customer.is_person:
        own = customer.person.type
        return "other_person" if own == Person.Type.OTHER else own
    own = customer.organisation.type
    return "other_organisation" if own == Organisation.Type.OTHER else own


class MaterialQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not can(user, Permission.CONTENT_READ):
            return self.none()
        if sees_drafts(user):
            return self
        approved = MaterialVersion.objects.filter(approved_at__isnull=False)
        return self.filter(pk__in=approved.values("material"))

    def called(self, words):
        return self.filter(Q(title__icontains=words) | Q(title_en__icontains=words))

    def about(self, product):
        return self.filter(
            pk__in=MaterialProduct.objects.filter(product=product).values("material")
        )

    def with_versions(self, user):
        """With their products, and the versions that the user may see, the newest first."""
        versions = MaterialVersion.objects.visible_to(user).order_by("-version")
        return self.select_related("owner").prefetch_related(
            "products__product", Prefetch("versions", versions)
        )


class Material(Keyed):
    class Kind(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        SLIDES = "slides", _("Slides")
        PAPER = "paper", _("Published paper")
        GUIDELINE = "guideline", _("Guideline")
        LABEL = "label", _("Package insert")
        EDUCATION = "education", _("Patient education")

    title = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    # Nobody named: for every customer.
    audience = ArrayField(
        models.CharField(max_length=20, choices=AUDIENCES),
        verbose_name=_("audience"),
        default=list,
        blank=True,
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))

    objects = MaterialQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title_en if self.title_en and get_language() == "en" else self.title

    @property
    def about(self):
        return [row.product for row in self.products.all()]

    @property
    def newest(self):
        """The newest version, of those that were read with it."""
        return next(iter(self.versions.all()), None)

    def is_for(self, customer):
        return not self.audience or audience_of(customer) in self.audience

    @property
    def audience_in_words(self):
        labels = dict(AUDIENCES)
        return ", ".join(str(labels.get(one, one)) for one in self.audience)


class MaterialProductQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(material__in=Material.objects.visible_to(user))


class MaterialProduct(Keyed):
    """A product that a material is about; without any it is about an illness or the house."""

    material = models.ForeignKey(Material, models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")

    objects = MaterialProductQuerySet.as_manager()
    history = Recorded(part_of="material")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="material_product_once", fields=["material", "product"])
        ]

    def __str__(self):
        return str(self.product)


class MaterialVersionQuerySet(ReviewedQuerySet):
    def with_material(self):
        """With `product_ids`: what its material is about, in the same question."""
        about = MaterialProduct.objects.filter(material=OuterRef("material")).order_by("pk")
        return self.select_related("material").annotate(
            product_ids=ArraySubquery(about.values("product_id"))
        )


class MaterialVersion(Reviewed):
    material = models.ForeignKey(Material, models.PROTECT, related_name="versions")
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name=_("file"))
    # Of the company's own promotional review.
    approval_number = models.CharField(_("approval number"), max_length=60, blank=True)

    objects = MaterialVersionQuerySet.as_manager()
    history = Recorded(part_of="material")

    class Meta:
        ordering = ["material", "-version"]
        constraints = [
            dates_in_order("material_version_dates_in_order"),
            reviewed_by_two("material_version_is_approved_by_another"),
            status_says_it("material_version_status_says_it"),
            models.UniqueConstraint(
                name="material_version_is_numbered_once", fields=["material", "version"]
            ),
            models.UniqueConstraint(
                name="material_version_one_at_work",
                fields=["material"],
                condition=Q(status__in=["draft", "submitted"]),
                violation_error_message=_("A version of this material is being worked on already."),
            ),
            models.CheckConstraint(
                name="material_version_approved_has_number_and_end",
                condition=Q(approved_at=None) | ~Q(approval_number="") & Q(valid_to__isnull=False),
                violation_error_message=_("An approved version has a number and a last day."),
            ),
            no_overlap(
                "material_version_one_a_day",
                "material",
                condition=Q(status="approved"),
                message=_("Another version holds in that period."),
            ),
        ]

    def __str__(self):
        return f"{self.material} v{self.version}"


def files_of_visible_versions(user):
    """Registered as accounts.registry.attachment_visibility."""
    return Q(pk__in=MaterialVersion.objects.visible_to(user).values("file"))
