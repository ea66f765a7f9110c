"""What a rule noticed, frozen as it was when it was raised, and what people made of it since (CMP-05, RSK-E01, RSK-E03)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models import Membership, ParameterVersion, Territory, TerritoryLink, User
from accounts.models.keyed import Keyed
from accounts.permissions import Permission, can, sees_everything


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class AlertQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Managers see those about people of their territories; nobody sees one about themselves, nor one that
        names them among the authors (RSK-E04)."""
        if not can(user, Permission.ALERT_READ):
            return self.none()
        # Null is nobody's: "not this person" would leave those out.
        others = self.filter(Q(person=None) | ~Q(person=user.pk))
        others = others.exclude(inputs__contains={"actors": [user.actor]})
        return others if sees_everything(user) else others.filter(person__in=people_below(user))

    def open(self):
        """Not decided yet."""
        return self.filter(status__in=Alert.OPEN)

    def overdue(self, now):
        return self.open().filter(due_at__lt=now)

    def closed(self):
        return self.filter(status=Alert.Status.CLOSED)


def people_below(user):
    """Those who work today in the territories of this person or below, as a subquery."""
    below = Membership.objects.today().filter(territory__in=Territory.ids_seen_by(user))
    return below.values("user_id")


def led_on(day, person, user):
    """Whether the user's territories of that day, or what is below them, held the person's."""
    led = TerritoryLink.objects.filter(
        ancestor__in=Membership.objects.on(day).filter(user=user).values("territory")
    )
    theirs = Membership.objects.on(day).filter(user=person)
    return theirs.filter(territory__in=led.values("descendant")).exists()


class Alert(Keyed):
    class Status(models.TextChoices):
        NEW = "new", _("New")
        TRIAGED = "triaged", _("Triaged")
        INVESTIGATING = "investigating", _("Being investigated")
        CONFIRMED = "confirmed", _("Confirmed")
        FALSE_POSITIVE = "false_positive", _("False positive")
        ACCEPTED = "accepted", _("Accepted with reason")
        CLOSED = "closed", _("Closed")

    OUTCOMES = {Status.CONFIRMED, Status.FALSE_POSITIVE, Status.ACCEPTED}
    OPEN = [Status.NEW, Status.TRIAGED, Status.INVESTIGATING]
    # The database holds the same table (migration 0004_alerts_stay_as_raised).
    NEXT = {
        Status.NEW: {Status.TRIAGED},
        Status.TRIAGED: {Status.INVESTIGATING, *OUTCOMES},
        Status.INVESTIGATING: OUTCOMES,
        Status.CONFIRMED: {Status.CLOSED},
        Status.FALSE_POSITIVE: {Status.CLOSED},
        Status.ACCEPTED: {Status.CLOSED},
        Status.CLOSED: {Status.INVESTIGATING},
    }
    # What was so when it was raised; the database refuses to change it.
    FROZEN = [
        "uuid",
        "rule",
        "rule_version",
        "parameters",
        "values",
        "severity",
        "sentence",
        "words",
        "label",
        "subject",
        "name",
        "window",
        "person",
        "inputs",
        "evidence",
        "raised_at",
    ]

    rule = models.CharField(_("rule"), max_length=20)
    rule_version = models.PositiveIntegerField(_("version of the rule"))
    parameters = models.ForeignKey(
        ParameterVersion, models.PROTECT, related_name="+", verbose_name=_("parameters")
    )
    values = models.JSONField(_("values"))
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    # Which of the rule's sentences, and the words in it: it is read in the reader's language.
    sentence = models.CharField(max_length=40)
    words = models.JSONField(default=dict)
    # What it is about, by label and key; with the rule and the window it is raised once.
    label = models.CharField(_("record"), max_length=60)
    subject = models.CharField(_("key"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    window = models.CharField(_("window"), max_length=64, blank=True)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    inputs = models.JSONField(_("inputs"))
    # [{"label", "key", "name", "change"}]: records, each at the version that its history had then.
    evidence = models.JSONField(_("evidence"), default=list)
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    # The deadline: from when it counts, whether the calendar knew those days, and when it was passed on to the lead.
    counted_from = models.DateTimeField(_("counted from"))
    due_at = models.DateTimeField(_("due at"))
    is_provisional = models.BooleanField(_("provisional"), default=False)
    escalated_at = models.DateTimeField(_("escalated at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True, choices=Status)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = AlertQuerySet.as_manager()
    history = Recorded()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name = _("alert")
        indexes = [
            models.Index(name="alert_newest", fields=["-raised_at", "-id"]),
            models.Index(name="alert_of_person", fields=["person", "-raised_at"]),
            models.Index(
                name="alert_open",
                fields=["due_at"],
                condition=Q(status__in=["new", "triaged", "investigating"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="alert_once_per_rule_subject_and_window",
                fields=["rule", "label", "subject", "window"],
            ),
            models.CheckConstraint(
                name="alert_outcome_has_a_reason",
                condition=Q(outcome="") | ~Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="alert_outcome_follows_the_status",
                condition=Q(status__in=["new", "triaged", "investigating"], outcome="")
                | Q(outcome__in=["confirmed", "false_positive", "accepted"])
                & (Q(status="closed") | Q(status=models.F("outcome"))),
            ),
            models.CheckConstraint(
                name="alert_person_does_not_own_it",
                condition=Q(person=None) | Q(owner=None) | ~Q(owner=models.F("person")),
                violation_error_message=_("Nobody handles an alert about themselves."),
            ),
        ]

    def __str__(self):
        return f"{self.rule} · {self.name}"

    def is_about(self, user):
        """Whose conduct it is, or who is named as an author of what was noticed."""
        return self.person_id == user.pk or user.actor in self.inputs.get("actors", ())

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def is_overdue(self):
        return self.is_open and self.due_at < timezone.now()

    def check_can_become(self, status):
        if status not in self.NEXT[self.status]:
            raise ValidationError(
                _("An alert that is “%(now)s” cannot become “%(then)s”.")
                % {"now": self.get_status_display(), "then": Alert.Status(status).label}
            )
