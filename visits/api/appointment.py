"""Appointments at houses: read, asked for, and the answers."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.permissions import Permission
from customers.models import Organisation
from visits.models import Appointment
from visits.services import appointment as verbs

OWN = ["starts_at", "ends_at", "place", "host", "topic"]


class AppointmentSerializer(Masked, serializers.ModelSerializer):
    rep = Shown()
    territory = Shown()
    organisation = Shown(through="customer__")
    evidence = Shown()

    class Meta:
        model = Appointment
        fields = [
            "uuid",
            "rep",
            "territory",
            "organisation",
            *OWN,
            "status",
            "requested_at",
            "approved_by",
            "approved_at",
            "answer",
            "evidence",
        ]
        masked = ["answer"]


class AppointmentWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    organisation = Related(Organisation, through="customer__")

    class Meta:
        model = Appointment
        fields = ["uuid", "organisation", *OWN]


class AppointmentApproveWrite(serializers.Serializer):
    approved_by = serializers.CharField(max_length=200)
    approved_at = serializers.DateTimeField(required=False)
    answer = serializers.CharField(max_length=300, required=False, allow_blank=True)
    evidence = serializers.FileField(required=False)


class AppointmentRefuseWrite(serializers.Serializer):
    answer = serializers.CharField(max_length=300)


class AppointmentCancelWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class AppointmentFilter(filters.FilterSet):
    organisation = filters.UUIDFilter("organisation__customer__uuid")
    rep = filters.UUIDFilter("rep__uuid")
    first = filters.IsoDateTimeFilter("starts_at", "gte")
    last = filters.IsoDateTimeFilter("starts_at", "lte")

    class Meta:
        model = Appointment
        fields = ["status"]


class AppointmentEndpoint(Readable):
    title = _("Appointments")
    model = Appointment
    permission = Permission.VISIT_READ
    related = ["rep", "territory", "organisation__customer", "evidence"]
    serializer_class = AppointmentSerializer
    filterset_class = AppointmentFilter
    writes = {
        "create": AppointmentWrite,
        "approve": AppointmentApproveWrite,
        "refuse": AppointmentRefuseWrite,
        "cancel": AppointmentCancelWrite,
    }
    words = {
        "create": _("Ask for an appointment"),
        "approve": _("The house gave it"),
        "refuse": _("The house refused"),
        "cancel": _("Cancel"),
    }

    def create(self, request):
        return self.shown(verbs.ask_for_appointment(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self._do(verbs.approve_appointment)

    @action(detail=True, methods=["post"])
    def refuse(self, request, uuid):
        return self._do(verbs.refuse_appointment)

    @action(detail=True, methods=["post"])
    def cancel(self, request, uuid):
        return self._do(verbs.cancel_appointment)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
