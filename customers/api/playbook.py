"""Playbooks: read, draft, change item by item, put in force."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related
from accounts.permissions import Permission
from customers.models import Playbook, PlaybookItem, Tier
from customers.models.playbook import TYPE_LABELS
from customers.services import playbook as verbs


class PlaybookItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlaybookItem
        fields = ["uuid", *verbs.FIELDS]


class PlaybookSerializer(serializers.ModelSerializer):
    items = PlaybookItemSerializer(many=True, read_only=True)

    class Meta:
        model = Playbook
        fields = [
            "uuid",
            "tier",
            "customer_type",
            "version",
            "status",
            "valid_from",
            "valid_to",
            "items",
        ]


class PlaybookDraftWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    tier = serializers.ChoiceField(choices=Tier.choices)
    customer_type = serializers.ChoiceField(choices=list(TYPE_LABELS.items()))


class PlaybookItemWrite(serializers.ModelSerializer):
    times = serializers.IntegerField(min_value=1, max_value=12)

    class Meta:
        model = PlaybookItem
        fields = verbs.FIELDS


class RemoveWrite(serializers.Serializer):
    item = Related(PlaybookItem)


class InForceWrite(serializers.Serializer):
    valid_from = serializers.DateField()


class PlaybookFilter(filters.FilterSet):
    tier = filters.ChoiceFilter(choices=Tier.choices)
    customer_type = filters.ChoiceFilter(choices=list(TYPE_LABELS.items()))
    status = filters.ChoiceFilter(choices=Playbook.Status.choices)

    class Meta:
        model = Playbook
        fields = []


class PlaybookEndpoint(Readable):
    title = _("Playbooks")
    model = Playbook
    permission = Permission.PLAYBOOK_READ
    gathered = ["items"]
    serializer_class = PlaybookSerializer
    filterset_class = PlaybookFilter
    writes = {
        "create": PlaybookDraftWrite,
        "add_item": PlaybookItemWrite,
        "remove_item": RemoveWrite,
        "put_in_force": InForceWrite,
    }
    words = {
        "create": _("Draft the next version"),
        "add_item": _("Add an item to the draft"),
        "remove_item": _("Take an item out of the draft"),
        "put_in_force": _("Put the draft in force from a day on"),
        "discard": _("Discard the draft"),
    }

    def create(self, request):
        return self.shown(verbs.draft_playbook(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def add_item(self, request, uuid):
        playbook = self.get_object()
        verbs.add_item(playbook, **self.said(), by=request.user)
        return self.shown(playbook)

    @action(detail=True, methods=["post"])
    def remove_item(self, request, uuid):
        playbook = self.get_object()
        verbs.remove_item(self.said()["item"], by=request.user)
        return self.shown(playbook)

    @action(detail=True, methods=["post"])
    def put_in_force(self, request, uuid):
        return self.shown(verbs.put_in_force(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def discard(self, request, uuid):
        return self.shown(verbs.discard_playbook(self.get_object(), by=request.user))
