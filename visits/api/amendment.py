"""Amendments: proposed by the rep, decided by a manager; both versions are readable."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Shown
from accounts.api.signature import SignedSerializer, SigningWrite, credentials_of
from accounts.permissions import Permission, can
from accounts.signed import signatures_of
from visits.api.record import TEXTS
from visits.models import VisitAmendment
from visits.services.amendment import accept_amendment, reject_amendment, withdraw_amendment


class AmendmentSerializer(Masked, serializers.ModelSerializer):
    visit = Shown()
    filed_by = Shown()
    decided_by = Shown()
    previous = serializers.SerializerMethodField()
    values = serializers.SerializerMethodField()
    signatures = serializers.SerializerMethodField()

    class Meta:
        model = VisitAmendment
        fields = [
            "uuid",
            "visit",
            "status",
            "reason",
            "previous",
            "values",
            "filed_by",
            "filed_at",
            "decided_by",
            "decided_at",
            "decision_reason",
            "signatures",
        ]
        masked = ["reason", "decision_reason"]

    def get_previous(self, amendment) -> dict:
        return self._readable(amendment.previous)

    def get_values(self, amendment) -> dict:
        return self._readable(amendment.values)

    def get_signatures(self, amendment) -> SignedSerializer(many=True):
        return SignedSerializer(self._signed.get(amendment.pk, []), many=True).data

    @cached_property
    def _signed(self):
        rows = self.parent.instance if self.parent else [self.instance]
        return signatures_of(list(rows))

    def _readable(self, values):
        if can(self.context["request"].user, Permission.FREE_TEXT_READ):
            return values
        return values | {name: self.MASK for name in TEXTS if values.get(name)}


class DecisionWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300, allow_blank=True, default="")
    signature = SigningWrite()


class AmendmentEndpoint(Readable):
    title = _("Amendments")
    model = VisitAmendment
    permission = Permission.VISIT_READ
    personal = True
    related = ["visit", "filed_by", "decided_by"]
    serializer_class = AmendmentSerializer
    filterset_fields = ["status"]
    writes = {"accept": DecisionWrite, "reject": DecisionWrite}
    words = {
        "accept": _("Accept: the visit says the new values"),
        "reject": _("Reject, with a reason"),
        "withdraw": _("Withdraw"),
    }

    @action(detail=True, methods=["post"])
    def accept(self, request, uuid):
        return self._decide(accept_amendment)

    @action(detail=True, methods=["post"])
    def reject(self, request, uuid):
        return self._decide(reject_amendment)

    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        return self.shown(withdraw_amendment(self.get_object(), by=request.user))

    def _decide(self, verb):
        amendment, said = self.get_object(), self.said()
        credentials = credentials_of(self.request, said.pop("signature"))
        return self.shown(verb(amendment, **said, credentials=credentials, by=self.request.user))
