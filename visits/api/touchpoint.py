"""The communication ledger: every contact that took place, with what proves it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.base import Endpoint, Listed
from accounts.permissions import Permission
from visits.api.visit import VisitFilter, VisitSerializer
from visits.models import Visit
from visits.touchpoint import read_touchpoints


class TouchpointSerializer(serializers.Serializer):
    visit = VisitSerializer()
    filing_numbers = serializers.ListField(child=serializers.CharField())
    approvals = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)


class TouchpointEndpoint(Listed, Endpoint):
    title = _("Communication ledger")
    model = Visit
    permission = Permission.VISIT_READ
    personal = True
    serializer_class = TouchpointSerializer
    filterset_class = VisitFilter
    words = {"list": _("What took place, each contact with its place in the signed log")}

    def get_queryset(self):
        return super().get_queryset().submitted()

    def paginate_queryset(self, queryset):
        return read_touchpoints([visit.pk for visit in super().paginate_queryset(queryset)])
