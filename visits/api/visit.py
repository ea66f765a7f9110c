"""Visits: read, plan, submit, log, cancel, and propose to put right."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.permissions import Permission, can, require
from customers.models import Customer
from visits.api.record import FORM, TEXTS, SubmitWrite, split
from visits.api.visit_write import (
    REPETITION,
    AdverseEventWrite,
    AmendWrite,
    CancelWrite,
    EndOfDayWrite,
    HouseConsentWrite,
    LogWrite,
    MoveWrite,
    OpenWrite,
    OrderWrite,
    PlanWrite,
    PrepareWrite,
    SeriesWrite,
    SeveralWrite,
    SlotWrite,
    WaiverWrite,
)
from visits.contact_guard import notices, notices_of_open
from visits.models import Against, Effectiveness, Visit, VisitMaterial, VisitProduct
from visits.record import READ_WITH, Record, record_of
from visits.repetition import Repetition
from visits.services.adverse_event import report_adverse_event
from visits.services.amendment import file_amendment
from visits.services.appointment import ask_for_slot
from visits.services.day_route import order_day, set_order
from visits.services.end_of_day import Entry, submit_each
from visits.services.house_consent import attach_house_consent
from visits.services.preparation import open_material, prepare_visit
from visits.services.series import cancel_later, move_later, plan_series
from visits.services.several import plan_several
from visits.services.submission import log_visit, submit_visit
from visits.services.visit import cancel_visit, plan_visit, reschedule_visit
from visits.services.waiver import ask_for_waiver


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


class NoticeSerializer(serializers.Serializer):
    code = serializers.ChoiceField(choices=Against.choices, read_only=True)
    sentence = serializers.CharField(read_only=True)
    stops = serializers.BooleanField(read_only=True)


class NoticesSerializer(serializers.Serializer):
    notices = NoticeSerializer(many=True, read_only=True)


class NoticeQuery(serializers.Serializer):
    customer = Related(Customer)
    day = serializers.DateField()
    time = serializers.TimeField(required=False)
    channel = serializers.ChoiceField(choices=Visit.Channel.choices, default=Visit.Channel.FACE)


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
    house_consent = Shown()
    appointment = Shown()
    notices = serializers.SerializerMethodField()
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
            "planned_minutes",
            "series",
            "outcome",
            "channel",
            "started_at",
            "ended_at",
            "topic",
            "next_step",
            *FORM,
            "house_consent",
            "appointment",
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
            "notices",
        ]
        masked = [*TEXTS, "status_reason"]

    def get_notices(self, visit) -> NoticeSerializer(many=True):
        """What speaks against an open visit of one's own; a list of visits asks for none."""
        user = self.context["request"].user
        is_one = self.context["view"].action != "list" and self.parent is None
        is_own = visit.rep_id == user.pk and can(user, Permission.VISIT_LOG)
        if not is_one or not visit.is_open or not is_own:
            return []
        return NoticeSerializer(notices_of_open(visit), many=True).data


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
        "house_consent",
        "appointment",
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
        "end_of_day": EndOfDayWrite,
        "repeat": SeriesWrite,
        "several": SeveralWrite,
        "move": MoveWrite,
        "order": OrderWrite,
        "cancel": CancelWrite,
        "amend": AmendWrite,
        "adverse_event": AdverseEventWrite,
        "waiver": WaiverWrite,
        "slot": SlotWrite,
        "consent": HouseConsentWrite,
    }
    asks = {"notices": NoticeQuery}
    words = {
        "create": _("Plan"),
        "prepare": _("Settle what it is for and what to bring"),
        "open_material": _("A material was opened on the representative's screen"),
        "log": _("Log a visit that was not planned"),
        "submit": _("Submit: from then on it is locked"),
        "end_of_day": _("Submit many: good ones go through, the others say what they lack"),
        "repeat": _("Plan a visit that repeats"),
        "several": _("Plan several customers at once: all of them, or none"),
        "move": _("Move a plan, or change how long it takes"),
        "order": _("Put one's day in an order: a good one by places, or one's own"),
        "cancel": _("Cancel"),
        "amend": _("Propose to put a submitted visit right; a manager decides"),
        "waiver": _("Ask for a waiver of what speaks against it"),
        "slot": _("Ask the house for the slot of a day"),
        "consent": _("Attach the house's written consent to another form of contact"),
        "notices": _("What would speak against a visit on that day"),
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

    @action(detail=False, methods=["post"], url_path="end-of-day")
    def end_of_day(self, request):
        results = submit_each(map(_entry, self.said()["lines"]), by=request.user)
        return Response(
            [
                {"visit": one.visit.uuid, "is_submitted": one.is_submitted, "errors": one.errors}
                for one in results
            ]
        )

    @action(detail=False, methods=["post"])
    def repeat(self, request):
        said = self.said()
        rule = {name: said.pop(name) for name in REPETITION & said.keys()}
        series = plan_series(repetition=Repetition(**rule), **said, by=request.user)
        return self._planned(series.visits, left_out=series.left_out)

    @action(detail=False, methods=["post"])
    def several(self, request):
        said = self.said()
        return self._planned(plan_several(said.pop("customers"), **said, by=request.user))

    def _planned(self, visits, **more):
        return Response({"visits": [visit.uuid for visit in visits]} | more, 201)

    @action(detail=True, methods=["post"])
    def move(self, request, uuid):
        visit, said = self.get_object(), self.said()
        verb = move_later if said.pop("and_later") else reschedule_visit
        kept = {
            "day": visit.day,
            "time": visit.planned_time,
            "minutes": visit.planned_minutes,
        }
        verb(visit, **kept | said, by=request.user)
        return self.shown(visit)

    @action(detail=False, methods=["post"])
    def order(self, request):
        said = self.said()
        if "visits" in said:
            way = set_order(said["day"], said["visits"], by=request.user)
        else:
            way = order_day(said["day"], by=request.user)
        return Response(
            {
                "day": said["day"],
                "visits": [visit.uuid for visit in way.order],
                "metres": way.metres,
                "without_position": way.without_position,
            }
        )

    @action(detail=True, methods=["post"])
    def cancel(self, request, uuid):
        visit, said = self.get_object(), self.said()
        verb = cancel_later if said.pop("and_later") else cancel_visit
        verb(visit, **said, by=request.user)
        return self.shown(visit)

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

    @action(detail=True, methods=["post"])
    def waiver(self, request, uuid):
        waiver = ask_for_waiver(self.get_object(), **self.said(), by=request.user)
        return self.shown(waiver.visit)

    @action(detail=True, methods=["post"])
    def slot(self, request, uuid):
        visit = self.get_object()
        ask_for_slot(visit, **self.said(), by=request.user)
        return self.shown(visit)

    @action(detail=True, methods=["post"])
    def consent(self, request, uuid):
        return self.shown(attach_house_consent(self.get_object(), **self.said(), by=request.user))

    @action(detail=False, serializer_class=NoticesSerializer)
    def notices(self, request):
        # A sentence may quote what the customer said of her times: it is for who plans with her.
        require(request.user, Permission.VISIT_LOG)
        asked = NoticeQuery(data=request.query_params, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        found = notices(request.user, **asked.validated_data)
        self.log_read(subject=asked.validated_data["customer"].uuid)
        return Response(self.get_serializer({"notices": found}).data)


def _entry(said):
    visit, answer = said.pop("visit"), said.pop("adverse_event")
    known, more = split(said)
    return Entry(visit, replace(record_of(visit), **known), answer, more)
