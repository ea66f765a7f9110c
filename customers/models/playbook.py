"""What each tier of each type of customer is given, and how often: versions with dates (CUS-05)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.dated import Dated, DatedQuerySet, dates_in_order, no_overlap, text_key
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can
from customers.cadence import Period, days_between, in_words
from customers.models.customer import Tier
from customers.models.organisation import Organisation
from customers.models.person import Person

# Both kinds know an "other", for which no playbook can be written.
ORGANISATION_TYPES = Organisation.Type.choices[:-1]
PERSON_TYPES = Person.Type.choices[:-1]
TYPE_LABELS = dict([*ORGANISATION_TYPES, *PERSON_TYPES])


class PlaybookQuerySet(DatedQuerySet):
    def visible_to(self, user):
        """What is in force, was or will be is everybody's to read; drafts are their authors' business."""
        return self if can(user, Permission.PLAYBOOK_MANAGE) else self.live()

    def live(self):
        return self.filter(status=Playbook.Status.LIVE)


class Playbook(Keyed, Dated):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        LIVE = "live", _("In force")
        DISCARDED = "discarded", _("Discarded")

    NEXT = {
        Status.DRAFT: {Status.LIVE, Status.DISCARDED},
        Status.LIVE: set(),
        Status.DISCARDED: set(),
    }

    tier = models.CharField(_("tier"), max_length=20, choices=Tier)
    customer_type = models.CharField(_("type of customer"), max_length=20)
    version = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)  # none: a draft

    objects = PlaybookQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-version"]
        constraints = [
            dates_in_order("playbook_dates_in_order"),
            no_overlap(
                "playbook_one_in_force_a_day",
                text_key("tier", "customer_type"),
                condition=Q(status="live"),
                message=_("Another version of the playbook holds in that period."),
            ),
            models.CheckConstraint(
                name="playbook_in_force_has_its_first_day",
                condition=~Q(status="live") | Q(valid_from__isnull=False),
                violation_error_message=_("Say from which day it holds."),
            ),
            models.UniqueConstraint(
                name="playbook_version_once", fields=["tier", "customer_type", "version"]
            ),
            models.UniqueConstraint(
                name="playbook_one_draft",
                fields=["tier", "customer_type"],
                condition=Q(status="draft"),
                violation_error_message=_("There is a draft already: go on with that one."),
            ),
        ]

    def __str__(self):
        return gettext("%(tier)s · %(type)s v%(version)s") % {
            "tier": self.get_tier_display(),
            "type": self.type_label,
            "version": self.version,
        }

    @property
    def type_label(self):
        return TYPE_LABELS.get(self.customer_type, self.customer_type)

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def is_current(self):
        return self.status == self.Status.LIVE and self.holds_on(timezone.localdate())

    @property
    def is_ahead(self):
        return self.status == self.Status.LIVE and self.valid_from > timezone.localdate()

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(gettext("Only a draft can be changed: begin a new version."))


class PlaybookItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(playbook__in=Playbook.objects.visible_to(user))


class PlaybookItem(Keyed):
    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        LITERATURE = "literature", _("Literature digest")
        POLICY = "policy", _("Policy-impact analysis")
        STUDY = "study", _("Clinical-study cooperation")
        ADHERENCE = "adherence", _("Adherence and use analysis")
        DELIVERY = "delivery", _("Delivery optimisation")
        PEER = "peer", _("Peer operating cases")
        ORDERING = "ordering", _("Ordering training")
        DISPLAY = "display", _("Display material")
        EDUCATION = "education", _("Patient-education material")
        OTHER = "other", _("Something else")

    playbook = models.ForeignKey(Playbook, models.PROTECT, related_name="items")
    kind = models.CharField(_("kind of care"), max_length=20, choices=Kind)
    what = models.CharField(_("what exactly"), max_length=120, blank=True)
    instructions = models.CharField(_("how it is done"), max_length=500, blank=True)
    times = models.PositiveSmallIntegerField(_("how many times"), default=1)
    period = models.CharField(_("in each"), max_length=20, choices=Period, default=Period.MONTH)
    needs_note = models.BooleanField(_("done only with a note"), default=False)

    objects = PlaybookItemQuerySet.as_manager()
    history = Recorded(part_of="playbook")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="playbook_item_once",
                fields=["playbook", "kind", "what"],
                violation_error_message=_("The playbook already has this item."),
            ),
            models.CheckConstraint(
                name="playbook_item_times_are_sensible",
                condition=Q(times__range=(1, 12)),
                violation_error_message=_("Between once and twelve times."),
            ),
            models.CheckConstraint(
                name="playbook_item_else_is_named",
                condition=~Q(kind="other", what=""),
                violation_error_message=_("Say what it is."),
            ),
        ]

    def __str__(self):
        return self.what or self.get_kind_display()

    @property
    def cadence(self):
        return in_words(self.times, self.period)

    @property
    def days_between(self):
        return days_between(self.times, self.period)

    @property
    def is_visit(self):
        return self.kind == self.Kind.VISIT
