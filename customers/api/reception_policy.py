"""How organisations receive representatives: read, written down, put right, ended; and the slots of a period."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.permissions import Permission
from customers.models import Location, Organisation, ReceptionPolicy
from customers.reception import slots
from customers.reception_words import in_a_sentence
from customers.services import reception_policy as verbs

OWN = [
    "mode",
    "weekdays",
    "weeks",
    "opens_at",
    "closes_at",
    "place",
    "host",
    "lead_days",
    "documents",
    "group_size",
    "banned_locations",
    "missing_appointment",
    "source",
]
MOST_DAYS = timedelta(days=366)


class ReceptionSerializer(serializers.ModelSerializer):
    organisation = Shown(through="customer__")
    document = Shown()
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = ReceptionPolicy
        fields = [
            "uuid",
            "organisation",
            "version",
            *OWN,
            "document",
            "valid_from",
            "valid_to",
            "sentence",
        ]

    def get_sentence(self, policy) -> str:
        return in_a_sentence(policy)


class ReceptionWrite(serializers.ModelSerializer):
    weekdays = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=7)
    weeks = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=5)
    banned_locations = serializers.ListField(
        child=serializers.ChoiceField(choices=Location.choices), required=False
    )
    document = serializers.FileField(required=False)

    class Meta:
        model = ReceptionPolicy
        fields = [*OWN, "document", "valid_to"]


class ReceptionCreate(ReceptionWrite):
    uuid = serializers.UUIDField(required=False)
    organisation = Related(Organisation, through="customer__")

    class Meta:
        model = ReceptionPolicy
        fields = ["uuid", "organisation", *OWN, "document", "valid_from", "valid_to"]


class ReceptionEdit(ReceptionWrite):
    because = serializers.CharField(max_length=300)

    class Meta(ReceptionWrite.Meta):
        fields = [*ReceptionWrite.Meta.fields, "because"]


class ReceptionEnd(serializers.Serializer):
    on = serializers.DateField()
    because = serializers.CharField(max_length=300, required=False, allow_blank=True)


class SlotQuery(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()


class SlotSerializer(serializers.Serializer):
    day = serializers.DateField(read_only=True)
    opens_at = serializers.TimeField(read_only=True)
    closes_at = serializers.TimeField(read_only=True)
    ask_by = serializers.DateField(read_only=True)


class SlotsSerializer(serializers.Serializer):
    slots = SlotSerializer(many=True, read_only=True)


class ReceptionFilter(filters.FilterSet):
    organisation = filters.UUIDFilter("organisation__customer__uuid")

    class Meta:
        model = ReceptionPolicy
        fields = ["mode"]


class ReceptionEndpoint(Readable):
    title = _("Reception rules")
    model = ReceptionPolicy
    permission = Permission.CUSTOMER_READ
    related = ["organisation__customer", "document"]
    serializer_class = ReceptionSerializer
    filterset_class = ReceptionFilter
    writes = {"create": ReceptionCreate, "partial_update": ReceptionEdit, "end": ReceptionEnd}
    asks = {"slots": SlotQuery}
    words = {
        "create": _("Write down the organisation's next rule"),
        "end": _("End on a day"),
        "slots": _("When representatives are received, day by day"),
    }

    def create(self, request):
        return self.shown(verbs.introduce_reception(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        policy, said = self.get_object(), {"because": ""} | self.said(partial=True)
        return self.shown(verbs.edit_reception(policy, **said, by=request.user))

    @action(detail=True, methods=["post"])
    def end(self, request, uuid):
        policy, said = self.get_object(), self.said()
        return self.shown(verbs.end_reception(policy, **said, by=request.user))

    @action(detail=True, serializer_class=SlotsSerializer)
    def slots(self, request, uuid):
        policy = self.get_object()
        asked = SlotQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        first, last = asked.validated_data["first"], asked.validated_data["last"]
        if last - first > MOST_DAYS:
            raise ValidationError({"last": _now("At most a year at once.")})
        return Response(self.get_serializer({"slots": slots(policy, first, last)}).data)
