"""What is known of a person's work, fact by fact: since when, from whom, and whether it still holds (CUS-03).

Each note and each confirmation is a row of its own, so that every past day can be asked what was known then. The words
are sealed under the person's own key: an erasure takes them out of every copy (decision 20).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Product, User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer


class PersonaFactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def current(self):
        return self.filter(is_current=True)

    def about(self, customer, kind, product=None):
        return self.filter(customer=customer, kind=kind, product=product)


class PersonaFact(Keyed):
    class Kind(models.TextChoices):
        PRESCRIBING = "prescribing", _("Prescribing ladder")
        CLINICAL_NEEDS = "clinical_needs", _("Clinical needs")
        TREATMENT_CONCEPT = "treatment_concept", _("Treatment concept")
        PATIENTS = "patients", _("Patient characteristics")
        ACADEMIC_INTERESTS = "academic_interests", _("Academic interests")
        CHANNEL = "channel", _("Preferred channel")
        TIMES = "times", _("Preferred times")
        VISITS_WANTED = "visits_wanted", _("Visits wanted")

    class Step(models.TextChoices):
        """How far a habit has come; never how often or how much (CN-006)."""

        UNAWARE = "unaware", _("Unaware")
        AWARE = "aware", _("Aware")
        TRIAL = "trial", _("Trial")
        REGULAR = "regular", _("Regular")
        ADVOCATE = "advocate", _("Advocate")

    class Channel(models.TextChoices):
        FACE_TO_FACE = "face_to_face", _("Face to face")
        PHONE = "phone", _("Phone")
        VIDEO = "video", _("Video")
        MESSAGE = "message", _("Message")
        EMAIL = "email", _("E-mail")

    class Wanted(models.TextChoices):
        WELCOME = "welcome", _("Visits are welcome")
        BY_APPOINTMENT = "by_appointment", _("Only by appointment")
        DO_NOT_VISIT = "do_not_visit", _("Do not visit")

    class Source(models.TextChoices):
        VISIT = "visit", _("Visit")
        CUSTOMER = "customer", _("Told us otherwise")
        COLLEAGUE = "colleague", _("Colleague")
        EVENT = "event", _("Event")
        PUBLIC = "public", _("Public source")

    # What is chosen rather than written.
    CHOICES = {Kind.PRESCRIBING: Step, Kind.CHANNEL: Channel, Kind.VISITS_WANTED: Wanted}

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="persona_facts")
    kind = models.CharField(_("kind of fact"), max_length=20, choices=Kind)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    # A choice's code, or the words; ciphertext under the person's own key.
    value_sealed = models.TextField(_("fact, sealed"), editable=False)
    source = models.CharField(_("source"), max_length=20, choices=Source)
    told_by_sealed = models.TextField(_("who said so, sealed"), blank=True, editable=False)
    known_on = models.DateField(_("known on"))
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)
    # Says again what the row before it said.
    is_confirmation = models.BooleanField(_("confirmed"), default=False)
    is_current = models.BooleanField(_("holds now"), default=True)
    # Taken back, with nothing in its place.
    dropped_on = models.DateField(_("taken back on"), null=True, blank=True)

    objects = PersonaFactQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-known_on", "-pk"]
        verbose_name = _("persona fact")
        constraints = [
            models.UniqueConstraint(
                name="persona_fact_one_holds",
                fields=["customer", "kind", "product"],
                condition=Q(is_current=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="persona_fact_ladder_is_of_a_product",
                condition=Q(kind="prescribing", product__isnull=False)
                | ~Q(kind="prescribing") & Q(product=None),
                violation_error_message=_("Choose the product."),
            ),
            models.CheckConstraint(
                name="persona_fact_dropped_holds_no_longer",
                condition=Q(dropped_on=None) | Q(is_current=False),
            ),
        ]
        indexes = [
            models.Index(name="persona_fact_of_customer", fields=["customer", "kind", "-known_on"]),
            models.Index(
                name="persona_fact_by_age",
                fields=["known_on", "id"],
                condition=Q(is_current=True),
            ),
        ]

    def __str__(self):
        about = f" · {self.product}" if self.product_id else ""
        return f"{self.customer}: {self.get_kind_display()}{about}"

    @property
    def is_ladder(self):
        return self.kind == self.Kind.PRESCRIBING
