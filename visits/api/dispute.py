"""What customers dispute on their own pages: read and settled. Her words are sealed, and never read here."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Shown
from accounts.permissions import Permission
from visits.models import CustomerAnswer
from visits.services.customer_answer import settle_dispute


class DisputeSerializer(serializers.ModelSerializer):
    visit = Shown()
    customer = Shown()
    settled_by = Shown()

    class Meta:
        model = CustomerAnswer
        fields = [
            *("uuid", "visit", "customer", "status", "answered_at"),
            *("settlement", "settled_by", "settled_at"),
        ]


class SettleWrite(serializers.Serializer):
    settlement = serializers.CharField(max_length=500)


class DisputeEndpoint(Readable):
    title = _("Disputes")
    model = CustomerAnswer
    permission = Permission.DISPUTE_SETTLE
    personal = True
    related = ["visit", "customer", "settled_by"]
    serializer_class = DisputeSerializer
    filterset_fields = ["status"]
    writes = {"settle": SettleWrite}
    words = {"settle": _("Settle: the customer reads how it was settled")}

    def get_queryset(self):
        return super().get_queryset().disputed()

    @action(detail=True, methods=["post"])
    def settle(self, request, uuid):
        return self.shown(settle_dispute(self.get_object(), **self.said(), by=request.user))
