"""Requests to be forgotten: entered, decided, and what became of them."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.api.signature import SignedSerializer, SigningWrite, credentials_of
from accounts.permissions import Permission
from accounts.signed import signatures_of
from compliance.models import ErasureCase
from compliance.services import erasure as verbs
from customers.models import Customer


class ErasureSerializer(serializers.ModelSerializer):
    customer = Shown()
    requested_by = Shown()
    decided_by = Shown()
    signatures = serializers.SerializerMethodField()

    class Meta:
        model = ErasureCase
        fields = [
            *("uuid", "customer", "pseudonym", "reason", "status", "outcome"),
            *("requested_by", "requested_at", "decided_by", "decided_at"),
            *("decision_reason", "done_at", "keys_destroyed_at", "signatures"),
        ]

    def get_signatures(self, case) -> SignedSerializer(many=True):
        return SignedSerializer(self._signed.get(case.pk, []), many=True).data

    @cached_property
    def _signed(self):
        rows = self.parent.instance if self.parent else [self.instance]
        return signatures_of(list(rows))


class ErasureWrite(serializers.Serializer):
    customer = Related(Customer)
    reason = serializers.CharField(max_length=500)


class ErasureDecisionWrite(serializers.Serializer):
    because = serializers.CharField(max_length=500)
    signature = SigningWrite()


class ErasureEndpoint(Readable):
    title = _("Erasures")
    model = ErasureCase
    permission = Permission.ERASURE_READ
    personal = True
    related = ["customer", "requested_by", "decided_by"]
    serializer_class = ErasureSerializer
    filterset_fields = ["status"]
    writes = {
        "create": ErasureWrite,
        "approve": ErasureDecisionWrite,
        "refuse": ErasureDecisionWrite,
    }
    words = {
        "create": _("Request that a person's data be erased"),
        "approve": _("Approve somebody else's request, and carry it out"),
        "refuse": _("Refuse it, with a reason"),
    }

    def create(self, request):
        return self.shown(verbs.request_erasure(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self._decide(verbs.approve_erasure)

    @action(detail=True, methods=["post"])
    def refuse(self, request, uuid):
        return self._decide(verbs.refuse_erasure)

    def _decide(self, verb):
        case, said = self.get_object(), self.said()
        credentials = credentials_of(self.request, said.pop("signature"))
        return self.shown(verb(case, **said, credentials=credentials, by=self.request.user))
