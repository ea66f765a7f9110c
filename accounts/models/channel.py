"""Where a person is told things besides inbox and e-mail: robots in chat groups, and browsers (ACC-05)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.history import Recorded
from accounts.models.keyed import Keyed
from accounts.models.outgoing import Outgoing
from accounts.models.reminder import Notification
from accounts.models.user import User


class ChannelQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(user=user)

    def current(self):
        return self.filter(ended_at=None)

    def in_use(self):
        """Switched on by their owners, and of a kind that the company allows."""
        return self.current().filter(is_on=True, kind__in=settings.CHANNELS)


class Channel(Keyed):
    class Kind(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")
        PUSH = "push", _("Web push")

    ROBOTS = (Kind.WECOM, Kind.DINGTALK, Kind.FEISHU)
    ICONS = {Kind.PUSH: "device-desktop"}

    user = models.ForeignKey(User, models.PROTECT, related_name="channels")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=100)
    # Whoever knows a robot's or a browser's address writes to it: encrypted, and gone when the channel ends.
    address_wrapped = models.TextField()
    # What a robot's messages are signed with, or a browser's keys as JSON.
    secret_wrapped = models.TextField(blank=True)
    # SHA-256 of the address, by which a browser finds itself again.
    digest = models.CharField(max_length=64)
    is_on = models.BooleanField(_("switched on"), default=True)
    problem = models.CharField(max_length=300, blank=True)  # what it said when it was given up
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    objects = ChannelQuerySet.as_manager()
    history = Recorded(unrecorded=["address_wrapped", "secret_wrapped", "digest", "problem"])

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                name="channel_once_per_person",
                fields=["user", "digest"],
                condition=Q(ended_at=None),
                violation_error_message=_("You have this channel already."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_robot(self):
        return self.kind in self.ROBOTS

    @property
    def icon(self):
        return self.ICONS.get(self.kind, "message-2")

    @property
    def is_allowed(self):
        """The company may have taken its kind back since."""
        return self.kind in settings.CHANNELS


class Delivery(Outgoing):
    """One notification on its way to one channel."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries")

    class Meta(Outgoing.Meta):
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["notification", "channel"])
        ]

    def __str__(self):
        return f"delivery {self.uuid}"
