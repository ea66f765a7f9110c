"""What a person agreed to, or withdrew: a purpose and a channel, when, how it was said, which notice she had (CUS-09, PRV-004).

Each answer is a row and stays as it was given; the newest of a purpose and channel is the one that counts.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment, User
from accounts.models.keyed import Keyed
from customers.models.customer import Customer


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(customer__in=Customer.objects.visible_to(user))

    def counting(self, at=None):
        """The newest answer of each customer, purpose and channel: now, or at a moment.

        Of the moment's own day, agreeing counts for the whole day and withdrawing from when it was written down: what
        was agreed on the phone is written down after the call.
        """
        rows = self.filter(_said_by(at)) if at else self
        newest = rows.order_by("customer_id", "purpose", "channel", "-pk")
        return newest.distinct("customer_id", "purpose", "channel")

    def in_force(self):
        """The same of today, as a condition: a list can be paged by it."""
        same = {name: OuterRef(name) for name in ("customer_id", "purpose", "channel")}
        return self.filter(~Exists(Consent.objects.filter(**same, pk__gt=OuterRef("pk"))))


def _said_by(at):
    day = timezone.localdate(at)
    agreed = Q(answer=Consent.Answer.GIVEN)
    return Q(said_on__lt=day) | Q(said_on=day) & (agreed | Q(noted_at__lte=at))


class Consent(Keyed):
    class Purpose(models.TextChoices):
        CONTACT = "contact", _("Professional contact and information")
        EVENTS = "events", _("Invitations to academic events")
        SURVEYS = "surveys", _("Surveys")

    class Channel(models.TextChoices):
        FACE = "face", _("Face to face")
        PHONE = "phone", _("Phone")
        VIDEO = "video", _("Video")
        MESSAGE = "message", _("WeChat and other messages")
        EMAIL = "email", _("E-mail")

    class Answer(models.TextChoices):
        GIVEN = "given", _("Agreed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class How(models.TextChoices):
        SIGNED = "signed", _("Signed on paper")
        WRITTEN = "written", _("In a message or letter")
        SPOKEN = "spoken", _("Spoken")
        OWN_PAGE = "own_page", _("On her own page")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="consents", verbose_name=_("customer")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    answer = models.CharField(_("answer"), max_length=20, choices=Answer)
    said_on = models.DateField(_("said on"))
    how = models.CharField(_("how"), max_length=20, choices=How)
    # Who said what where: ciphertext under the person's own key, so that erasing her leaves no word of it.
    words_sealed = models.TextField(_("how it was said, sealed"), blank=True, editable=False)
    evidence = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("evidence"),
    )
    notice_version = models.CharField(_("version of the notice"), max_length=40, blank=True)
    # None where she answered herself.
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now, editable=False)

    objects = ConsentQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(name="consent_newest", fields=["customer", "purpose", "channel", "-id"]),
            models.Index(name="consent_by_day", fields=["-noted_at", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="consent_given_names_its_notice",
                condition=~Q(answer="given") | ~Q(notice_version=""),
                violation_error_message=_("Name the version of the notice that was agreed to."),
            )
        ]

    def __str__(self):
        return f"{self.customer}: {self.get_purpose_display()}, {self.get_channel_display()}"

    @property
    def is_given(self):
        return self.answer == self.Answer.GIVEN
