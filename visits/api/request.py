"""What customers ask: read, raise, take, answer, resolve, hand on, confirm, reopen."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.models import Product
from accounts.permissions import Permission
from customers.models import Customer
from visits.models import Request, RequestEntry, Visit
from visits.models.request import Department
from visits.services import request as verbs


class EntrySerializer(Masked, serializers.ModelSerializer):
    by = Shown()

    class Meta:
        model = RequestEntry
        fields = ["uuid", "kind", "text", "by", "at"]
        masked = ["text"]


class RequestSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    visit = Shown()
    product = Shown()
    territory = Shown()
    assignee = Shown()
    raised_by = Shown()
    entries = EntrySerializer(many=True, read_only=True)

    class Meta:
        model = Request
        fields = [
            "uuid",
            "customer",
            "visit",
            "product",
            "kind",
            "words",
            "territory",
            "tier",
            "department",
            "assignee",
            "status",
            "raised_by",
            "raised_at",
            "respond_by",
            "resolve_by",
            "is_provisional",
            "first_response_at",
            "first_response_minutes",
            "resolved_at",
            "resolution_minutes",
            "confirmed_at",
            "satisfaction",
            "reopened_count",
            "entries",
        ]
        masked = ["words"]


class RaiseWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)
    visit = Related(Visit, required=False, allow_null=True)
    product = Related(Product, required=False, allow_null=True)
    words = serializers.CharField(max_length=4000)

    class Meta:
        model = Request
        fields = ["uuid", "customer", "visit", "product", "kind", "words"]

    def validate(self, said):
        visit = said.get("visit")
        if visit and visit.customer_id != said["customer"].pk:
            self.fields["visit"].fail("does_not_exist", slug_name="uuid", value=visit.uuid)
        return said


class SayWrite(serializers.Serializer):
    text = serializers.CharField(max_length=8000)


class ReopenWrite(serializers.Serializer):
    because = serializers.CharField(max_length=8000)


class RouteWrite(serializers.Serializer):
    department = serializers.ChoiceField(choices=Department.choices)
    because = serializers.CharField(max_length=300)


class ConfirmWrite(serializers.Serializer):
    satisfaction = serializers.IntegerField(
        min_value=1, max_value=5, required=False, allow_null=True
    )


class RequestFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    visit = filters.UUIDFilter("visit__uuid")

    class Meta:
        model = Request
        fields = ["status", "kind", "department", "tier"]


class RequestEndpoint(Readable):
    title = _("Requests")
    model = Request
    permission = Permission.REQUEST_READ
    personal = True
    related = ["customer", "visit", "product", "territory", "assignee", "raised_by"]
    gathered = ["entries__by"]
    serializer_class = RequestSerializer
    filterset_class = RequestFilter
    writes = {
        "create": RaiseWrite,
        "respond": SayWrite,
        "resolve": SayWrite,
        "note": SayWrite,
        "route": RouteWrite,
        "confirm": ConfirmWrite,
        "reopen": ReopenWrite,
    }
    words = {
        "create": _("Raise"),
        "take": _("Take it on"),
        "respond": _("Answer; the first answer keeps the promise"),
        "resolve": _("Resolve"),
        "note": _("Leave a note among colleagues"),
        "route": _("Hand to another department"),
        "confirm": _("Confirm that the customer has the answer"),
        "reopen": _("Reopen, with a new promise"),
    }

    def create(self, request):
        return self.shown(verbs.raise_request(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def take(self, request, uuid):
        return self._do(verbs.take_request)

    @action(detail=True, methods=["post"])
    def respond(self, request, uuid):
        return self._do(verbs.respond_to_request)

    @action(detail=True, methods=["post"])
    def resolve(self, request, uuid):
        return self._do(verbs.resolve_request)

    @action(detail=True, methods=["post"])
    def note(self, request, uuid):
        asked = self.get_object()
        verbs.note_on_request(asked, **self.said(), by=request.user)
        return self.shown(asked)

    @action(detail=True, methods=["post"])
    def route(self, request, uuid):
        # Not shown(): it lies with another department now, whose queue the sender may not see.
        handed_on = verbs.route_request(self.get_object(), **self.said(), by=request.user)
        return Response(self.get_serializer(handed_on).data)

    @action(detail=True, methods=["post"])
    def confirm(self, request, uuid):
        return self._do(verbs.confirm_request)

    @action(detail=True, methods=["post"])
    def reopen(self, request, uuid):
        return self._do(verbs.reopen_request)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
