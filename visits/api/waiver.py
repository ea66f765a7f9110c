"""Waivers: read and decided on; they are asked for from their visit."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Shown
from accounts.permissions import Permission
from visits.models import Waiver
from visits.services.waiver import approve_waiver, refuse_waiver


class WaiverSerializer(Masked, serializers.ModelSerializer):
    visit = Shown()
    requested_by = Shown()
    decided_by = Shown()

    class Meta:
        model = Waiver
        fields = [
            "uuid",
            "visit",
            "against",
            "day",
            "reason",
            "status",
            "requested_by",
            "requested_at",
            "decided_by",
            "decided_at",
            "decision_reason",
        ]
        masked = ["reason", "decision_reason"]


class WaiverApproveWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300, required=False, allow_blank=True)


class WaiverRefuseWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class WaiverEndpoint(Readable):
    title = _("Waivers")
    model = Waiver
    permission = Permission.VISIT_READ
    personal = True
    related = ["visit", "requested_by", "decided_by"]
    serializer_class = WaiverSerializer
    filterset_fields = ["status"]
    writes = {"approve": WaiverApproveWrite, "refuse": WaiverRefuseWrite}
    words = {
        "approve": _("Approve, for that day and once"),
        "refuse": _("Refuse, with a reason"),
    }

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self.shown(approve_waiver(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def refuse(self, request, uuid):
        return self.shown(refuse_waiver(self.get_object(), **self.said(), by=request.user))
