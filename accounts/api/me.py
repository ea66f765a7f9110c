"""One's own settings, channels and inbox. Secrets that are shown once, tokens and calendar addresses, are made on pages."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts import time_zones
from accounts.api.base import Endpoint, Readable
from accounts.models import Channel, Notification, User
from accounts.permissions import Permission
from accounts.services import channel as channels
from accounts.services import notification as inbox
from accounts.services.user import choose_settings

OWN = ["language", "time_zone", "emails_wanted"]


class MeSerializer(serializers.ModelSerializer):
    unread = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["uuid", "username", "name", "email", *OWN, "unread"]

    def get_unread(self, user) -> int:
        return Notification.objects.visible_to(user).unread().count()


class SettingsWrite(serializers.Serializer):
    language = serializers.ChoiceField(choices=["zh-hans", "en"], required=False)
    time_zone = serializers.CharField(max_length=50, required=False)
    emails_wanted = serializers.BooleanField(required=False)

    def validate_time_zone(self, zone):
        if zone not in time_zones.names():
            raise serializers.ValidationError(_("There is no such time zone."))
        return zone


class MeEndpoint(Endpoint):
    title = _("Personal settings")
    model = User
    permission = Permission.API_TOKEN_OWN
    serializer_class = MeSerializer
    writes = {"partial_update": SettingsWrite}
    words = {"retrieve": _("Your own settings")}

    def get_object(self):
        return self.get_queryset().get(pk=self.request.user.pk)

    def retrieve(self, request):
        return Response(self.get_serializer(self.get_object()).data)

    def partial_update(self, request):
        user = self.get_object()
        chosen = {name: getattr(user, name) for name in OWN} | self.said()
        return self.shown(choose_settings(user, **chosen, by=request.user))


class ChannelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Channel
        fields = ["uuid", "kind", "name", "is_on", "problem", "created_at"]


class RobotWrite(serializers.Serializer):
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in Channel.ROBOTS])
    name = serializers.CharField(max_length=100)
    address = serializers.CharField(max_length=500)
    secret = serializers.CharField(max_length=200, required=False)


class ChannelEndpoint(Readable):
    title = _("Channels")
    model = Channel
    permission = Permission.API_TOKEN_OWN
    serializer_class = ChannelSerializer
    filterset_fields = ["kind", "is_on"]
    writes = {"create": RobotWrite}
    words = {
        "create": _("Add a robot of a chat group"),
        "try_out": _("Write to it now; refused with the platform's own answer"),
        "switch_on": _("Switch on"),
        "switch_off": _("Switch off"),
        "end": _("Remove"),
    }

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if getattr(self, "swagger_fake_view", False) else rows.current()

    def create(self, request):
        return self.shown(channels.add_robot(request.user, **self.said(), by=request.user))

    @action(detail=True, methods=["post"], url_path="test")
    def try_out(self, request, uuid):
        channel = self.get_object()
        channels.try_channel(channel, by=request.user)
        return self.shown(channel)

    @action(detail=True, methods=["post"], url_path="switch-on")
    def switch_on(self, request, uuid):
        return self.shown(channels.switch_channel(self.get_object(), is_on=True, by=request.user))

    @action(detail=True, methods=["post"], url_path="switch-off")
    def switch_off(self, request, uuid):
        return self.shown(channels.switch_channel(self.get_object(), is_on=False, by=request.user))

    @action(detail=True, methods=["post"])
    def end(self, request, uuid):
        """The channel as it was: it can't be read again."""
        channel = self.get_object()
        channels.end_channel(channel, by=request.user)
        return Response(self.get_serializer(channel).data)


class NotificationSerializer(serializers.ModelSerializer):
    text = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ["uuid", "kind", "text", "url", "created_at", "read_at"]

    def get_text(self, notification) -> str:
        return inbox.text_of(notification)


class NotificationFilter(filters.FilterSet):
    is_read = filters.BooleanFilter("read_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Notification
        fields = ["kind"]


class NotificationEndpoint(Readable):
    title = _("Inbox")
    model = Notification
    permission = Permission.API_TOKEN_OWN
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    words = {"read": _("Mark as read"), "unread": _("Mark as unread")}

    @action(detail=True, methods=["post"])
    def read(self, request, uuid):
        return self._mark(inbox.mark_read)

    @action(detail=True, methods=["post"])
    def unread(self, request, uuid):
        return self._mark(inbox.mark_unread)

    def _mark(self, verb):
        line = self.get_object()
        verb(line, by=self.request.user)
        return self.shown(line)
