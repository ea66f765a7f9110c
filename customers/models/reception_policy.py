"""How an organisation receives representatives, version by version: when, where, by whom, how long ahead (CN-008)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Attachment
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap
from accounts.models.keyed import Keyed
from customers.models.organisation import Organisation


class Location(models.TextChoices):
    """Where inside a house somebody is met (CN-010)."""

    RECEPTION = "reception", _("Reception place")
    OFFICE = "office", _("Office or meeting room")
    SHOP = "shop", _("Shop floor")
    CLINIC = "clinic", _("Consulting room")
    WARD = "ward", _("Ward")
    LAB = "lab", _("Laboratory")
    EQUIPMENT = "equipment", _("Equipment department")
    PHARMACY = "pharmacy", _("Hospital pharmacy")
    IT = "it", _("IT department")
    OUTSIDE = "outside", _("Outside the house")


# Where a house says nothing else (compliance.md, CN-010).
BANNED_LOCATIONS = (
    Location.CLINIC,
    Location.WARD,
    Location.LAB,
    Location.EQUIPMENT,
    Location.PHARMACY,
    Location.IT,
)


def usually_banned():
    return [location.value for location in BANNED_LOCATIONS]


class ReceptionPolicyQuerySet(DatedQuerySet):
    def visible_to(self, user):
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class ReceptionPolicy(Keyed, Dated):
    class Mode(models.TextChoices):
        OPEN = "open", _("Open")
        APPOINTMENT = "appointment", _("By appointment")
        WINDOW = "window", _("At fixed times")
        BANNED = "banned", _("No representatives")

    class Effect(models.TextChoices):
        BLOCK = "block", _("Refuse the visit")
        FLAG = "flag", _("Take it, and tell compliance")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="reception_policies",
        verbose_name=_("organisation"),
    )
    version = models.PositiveIntegerField(_("version"))
    mode = models.CharField(_("how they receive"), max_length=20, choices=Mode)
    # Monday is 0; none: every working day. Weeks of the month 1 to 5; none: each.
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("weekdays"), default=list, blank=True
    )
    weeks = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("weeks of the month"),
        default=list,
        blank=True,
    )
    opens_at = models.TimeField(_("from"), null=True, blank=True)
    closes_at = models.TimeField(_("until"), null=True, blank=True)
    place = models.CharField(_("reception place"), max_length=200, blank=True)
    host = models.CharField(_("who receives"), max_length=200, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("working days ahead"), default=0)
    documents = models.CharField(_("documents to bring"), max_length=300, blank=True)
    group_size = models.PositiveSmallIntegerField(_("people at most"), null=True, blank=True)
    banned_locations = ArrayField(
        models.CharField(max_length=20, choices=Location),
        verbose_name=_("closed places"),
        default=usually_banned,
        blank=True,
    )
    missing_appointment = models.CharField(
        _("what is against the rule"), max_length=20, choices=Effect, default=Effect.BLOCK
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    document = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source document"),
    )

    objects = ReceptionPolicyQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("reception rule")
        constraints = [
            dates_in_order("reception_policy_dates_in_order"),
            no_overlap(
                "reception_policy_one_a_day",
                "organisation",
                message=_("Another reception rule of this organisation holds in that period."),
            ),
            models.UniqueConstraint(
                name="reception_policy_version_once", fields=["organisation", "version"]
            ),
            models.CheckConstraint(
                name="reception_policy_hours_in_order",
                condition=Q(opens_at=None, closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Say both times, the first before the second."),
            ),
            models.CheckConstraint(
                name="reception_policy_window_has_hours",
                condition=~Q(mode="window") | Q(opens_at__isnull=False, closes_at__isnull=False),
                violation_error_message=_("Fixed times need a beginning and an end."),
            ),
        ]

    def __str__(self):
        return gettext("%(organisation)s: reception v%(version)s") % {
            "organisation": self.organisation,
            "version": self.version,
        }

    @property
    def is_banned(self):
        return self.mode == self.Mode.BANNED

    @property
    def needs_appointment(self):
        return self.mode == self.Mode.APPOINTMENT

    @property
    def has_times(self):
        """Whether it keeps anybody to certain days or hours."""
        return bool(self.weekdays or self.weeks or self.opens_at)

    @property
    def blocks(self):
        return self.missing_appointment == self.Effect.BLOCK
