"""The board of an organisation, by the organisation's uuid."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import Endpoint
from accounts.permissions import Permission
from customers.board import last_quarters, sections_of
from customers.models import Customer


class BoardCellSerializer(serializers.Serializer):
    first = serializers.DateField(source="quarter.first")
    last = serializers.DateField(source="quarter.last")
    shown = serializers.CharField()


class BoardRowSerializer(serializers.Serializer):
    label = serializers.CharField()
    cells = BoardCellSerializer(many=True)


class BoardSectionSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField()
    rows = BoardRowSerializer(many=True)


class BoardSerializer(serializers.Serializer):
    sections = BoardSectionSerializer(many=True)


class CustomerBoardEndpoint(Endpoint):
    title = _("Customer boards")
    model = Customer
    permission = Permission.VISIT_READ
    personal = True
    serializer_class = BoardSerializer
    words = {"retrieve": _("Read the board of an organisation: counts by quarter")}

    def get_queryset(self):
        return super().get_queryset().filter(kind=Customer.Kind.ORGANISATION)

    def retrieve(self, request, uuid):
        organisation = self.get_object()
        sections = sections_of(organisation, last_quarters(timezone.localdate()))
        self.log_read(subject=uuid)
        return Response(self.get_serializer({"sections": sections}).data)
