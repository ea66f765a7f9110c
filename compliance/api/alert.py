"""Alerts: read with their evidence, taken up, handed on, investigated, decided, closed, reopened, suppressed."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.models import User
from accounts.permissions import Permission
from compliance.models import Alert
from compliance.risk import wording
from compliance.services import alert as verbs
from compliance.services.suppression import suppress_alerts


class EvidenceSerializer(serializers.Serializer):
    label = serializers.CharField()
    key = serializers.CharField()
    name = serializers.CharField()
    change = serializers.IntegerField(allow_null=True)


class AlertSerializer(serializers.ModelSerializer):
    title = serializers.SerializerMethodField()
    says = serializers.SerializerMethodField()
    parameters = serializers.IntegerField(source="parameters.version")
    evidence = EvidenceSerializer(many=True)
    person = Shown()
    owner = Shown()
    decided_by = Shown()

    class Meta:
        model = Alert
        fields = [
            "uuid",
            "rule",
            "rule_version",
            "title",
            "severity",
            "says",
            "parameters",
            "values",
            "label",
            "subject",
            "name",
            "window",
            "person",
            "inputs",
            "evidence",
            "raised_at",
            "status",
            "owner",
            "due_at",
            "is_provisional",
            "escalated_at",
            "outcome",
            "reason",
            "decided_by",
            "decided_at",
            "closed_at",
        ]

    def get_title(self, alert) -> str:
        return wording.title_of(alert)

    def get_says(self, alert) -> str:
        return wording.sentence_of(alert)


class TriageWrite(serializers.Serializer):
    owner = Related(User, required=False)


class AssignWrite(serializers.Serializer):
    owner = Related(User)


class DecideWrite(serializers.Serializer):
    outcome = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in Alert.Status if one in Alert.OUTCOMES]
    )
    because = serializers.CharField(max_length=500)


class ReopenAlertWrite(serializers.Serializer):
    because = serializers.CharField(max_length=500)


class SuppressWrite(serializers.Serializer):
    until = serializers.DateField()
    because = serializers.CharField(max_length=500)


class AlertFilterSet(filters.FilterSet):
    person = filters.UUIDFilter("person__uuid")
    owner = filters.UUIDFilter("owner__uuid")

    class Meta:
        model = Alert
        fields = ["rule", "severity", "status"]


class AlertEndpoint(Readable):
    title = _("Alerts")
    model = Alert
    permission = Permission.ALERT_READ
    personal = True
    related = ["parameters", "person", "owner", "decided_by"]
    serializer_class = AlertSerializer
    filterset_class = AlertFilterSet
    writes = {
        "triage": TriageWrite,
        "assign": AssignWrite,
        "decide": DecideWrite,
        "reopen": ReopenAlertWrite,
        "suppress": SuppressWrite,
    }
    words = {
        "triage": _("Take it up, or have a colleague look into it"),
        "assign": _("Hand it on to a colleague"),
        "investigate": _("Begin to investigate"),
        "decide": _("Say what it turned out to be, with a reason"),
        "close": _("Close"),
        "reopen": _("Reopen, with a new deadline"),
        "suppress": _("Have the rule be silent about this until a day"),
    }

    @action(detail=True, methods=["post"])
    def triage(self, request, uuid):
        return self._do(verbs.triage_alert)

    @action(detail=True, methods=["post"])
    def assign(self, request, uuid):
        return self._do(verbs.assign_alert)

    @action(detail=True, methods=["post"])
    def investigate(self, request, uuid):
        return self._do(verbs.investigate_alert)

    @action(detail=True, methods=["post"])
    def decide(self, request, uuid):
        return self._do(verbs.decide_alert)

    @action(detail=True, methods=["post"])
    def close(self, request, uuid):
        return self._do(verbs.close_alert)

    @action(detail=True, methods=["post"])
    def reopen(self, request, uuid):
        return self._do(verbs.reopen_alert)

    @action(detail=True, methods=["post"])
    def suppress(self, request, uuid):
        alert = self.get_object()
        suppress_alerts(alert, **self.said(), by=request.user)
        return Response(self.get_serializer(alert).data)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
