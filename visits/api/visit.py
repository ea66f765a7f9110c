"""Visits: read, plan, submit, log, cancel, and propose to put right."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.permissions import Permission
from compliance.models import MaterialVersion
from customers.models import Customer
from visits.api.record import TEXTS, RecordWrite, SubmitWrite, split
from visits.models import Effectiveness, Visit, VisitMaterial, VisitProduct
from visits.record import READ_WITH, Record, record_of
from visits.services.adverse_event import report_adverse_event
from visits.services.amendment import file_amendment
from visits.services.preparation import open_material, prepare_visit
from visits.services.submission import log_visit, submit_visit
from visits.services.visit import cancel_visit, plan_visit


class EffectivenessSerializer(serializers.ModelSerializer):
    policy = serializers.IntegerField(source="policy.version", read_only=True)

    class Meta:
        model = Effectiveness
        fields = ["is_effective", "met", "missed", "policy"]


class TalkSerializer(serializers.ModelSerializer):
    product = Shown()
    messages = Shown(through="key_message__", many=True)

    class Meta:
        model = VisitProduct
        fields = ["product", "messages", "reaction", "adoption_step"]


class BroughtSerializer(serializers.ModelSerializer):
    version = Shown()
    material = serializers.UUIDField(source="version.material.uuid", read_only=True)

    class Meta:
        model = VisitMaterial
        fields = ["version", "material", "is_planned", "is_shown", "opened_at"]


class VisitSerializer(Masked, serializers.ModelSerializer):
    rep = Shown()
    territory = Shown()
    customer = Shown()
    organisation = Shown(through="customer__")
    department = Shown()
    topic = Shown()
    participants = Shown(through="person__customer__", many=True)
    products = TalkSerializer(many=True, read_only=True)
    materials = BroughtSerializer(many=True, read_only=True)
    asked = Shown(through="question__", many=True)
    effectiveness = EffectivenessSerializer(read_only=True, allow_null=True)
    is_late = serializers.BooleanField(read_only=True)
    logged_after_hours = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Visit
        fields = [
            "uuid",
            "rep",
            "territory",
            "customer",
            "organisation",
            "department",
            "status",
            "status_reason",
            "day",
            "planned_on",
            "planned_time",
            "outcome",
            "channel",
            "started_at",
            "ended_at",
            "topic",
            "next_step",
            *TEXTS,
            "objective_by",
            "participants",
            "products",
            "materials",
            "asked",
            "adverse_event_mentioned",
            "submitted_at",
            "is_late",
            "logged_after_hours",
            "device_time",
            "device_offset",
            "effectiveness",
        ]
        masked = [*TEXTS, "status_reason"]


class PlanWrite(RecordWrite):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)
    time = serializers.TimeField(required=False, allow_null=True)

    class Meta(RecordWrite.Meta):
        fields = [
            "uuid",
            "customer",
            "day",
            "time",
            "objective",
            "objective_measure",
            "objective_by",
            "topic",
            "channel",
            "next_step",
            "participants",
            "products",
            "materials",
        ]


class LogWrite(SubmitWrite):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)

    class Meta(SubmitWrite.Meta):
        fields = ["uuid", "customer", *SubmitWrite.Meta.fields]


class PrepareWrite(RecordWrite):
    class Meta(RecordWrite.Meta):
        fields = ["objective", "objective_measure", "objective_by", "materials"]


class OpenWrite(serializers.Serializer):
    version = Related(MaterialVersion)


class CancelWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300, allow_blank=True)


class AmendWrite(RecordWrite):
    uuid = serializers.UUIDField(required=False)
    reason = serializers.CharField(allow_blank=True)

    class Meta(RecordWrite.Meta):
        fields = ["uuid", "reason", *RecordWrite.Meta.fields]


class AdverseEventWrite(serializers.Serializer):
    what_happened = serializers.CharField(max_length=8000)


class VisitFilter(filters.FilterSet):
    first = filters.DateFilter("day", "gte")
    last = filters.DateFilter("day", "lte")
    customer = filters.UUIDFilter("customer__uuid")
    rep = filters.UUIDFilter("rep__uuid")
    territory = filters.UUIDFilter("territory__uuid")

    class Meta:
        model = Visit
        fields = ["status", "outcome"]


class VisitEndpoint(Readable):
    title = _("Visits")
    model = Visit
    permission = Permission.VISIT_READ
    personal = True
    related = [
        "rep",
        "territory",
        "customer",
        "organisation__customer",
        "department",
        "topic",
        "effectiveness__policy",
    ]
    gathered = READ_WITH
    serializer_class = VisitSerializer
    filterset_class = VisitFilter
    writes = {
        "create": PlanWrite,
        "prepare": PrepareWrite,
        "open_material": OpenWrite,
        "log": LogWrite,
        "submit": SubmitWrite,
        "cancel": CancelWrite,
        "amend": AmendWrite,
        "adverse_event": AdverseEventWrite,
    }
    words = {
        "create": _("Plan"),
        "prepare": _("Settle what it is for and what to bring"),
        "open_material": _("A material was opened on the representative's screen"),
        "log": _("Log a visit that was not planned"),
        "submit": _("Submit: from then on it is locked"),
        "cancel": _("Cancel"),
        "amend": _("Propose to put a submitted visit right; a manager decides"),
        "adverse_event": _("Tell Quality of an adverse event at once, whatever the visit lacks"),
    }

    def create(self, request):
        return self.shown(plan_visit(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def prepare(self, request, uuid):
        said = self.said()
        return self.shown(prepare_visit(self.get_object(), **said, by=request.user))

    @action(detail=True, methods=["post"], url_path="open-material")
    def open_material(self, request, uuid):
        visit = self.get_object()
        open_material(visit, **self.said(), by=request.user)
        return self.shown(visit)

    @action(detail=False, methods=["post"])
    def log(self, request):
        record, more = split(self.said())
        return self.shown(log_visit(record=Record(**record), **more, by=request.user))

    @action(detail=True, methods=["post"])
    def submit(self, request, uuid):
        visit = self.get_object()
        said, more = split(self.said())
        record = replace(record_of(visit), **said)
        return self.shown(submit_visit(visit, record=record, **more, by=request.user))

    @action(detail=True, methods=["post"])
    def cancel(self, request, uuid):
        return self.shown(cancel_visit(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def amend(self, request, uuid):
        visit = self.get_object()
        said, more = split(self.said())
        record = replace(record_of(visit), **said)
        amendment = file_amendment(visit, record=record, **more, by=request.user)
        return self.shown(amendment.visit)

    @action(detail=True, methods=["post"], url_path="adverse-event")
    def adverse_event(self, request, uuid):
        visit = self.get_object()
        report_adverse_event(visit, **self.said(), by=request.user)
        return self.shown(visit)
