"""Whom to see next and why; taken over into the plan, or put off with a reason."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Endpoint
from accounts.api.fields import Shown
from accounts.permissions import Permission
from customers.models import Customer
from visits.models import SuggestionAnswer
from visits.services.suggestion import accept_suggestion, dismiss_suggestion
from visits.services.visit import day_refusal, local_today
from visits.suggestions import suggest


class ReasonSerializer(serializers.Serializer):
    rule = serializers.CharField(source="rule.code")
    why = serializers.CharField()
    points = serializers.IntegerField()


class SuggestionSerializer(serializers.Serializer):
    customer = serializers.UUIDField(source="customer.uuid")
    name = serializers.CharField(source="customer.name")
    points = serializers.IntegerField()
    reasons = ReasonSerializer(many=True)


class AnswerSerializer(serializers.ModelSerializer):
    customer = Shown()
    visit = Shown()

    class Meta:
        model = SuggestionAnswer
        fields = [
            "uuid",
            "customer",
            "answered_on",
            "answer",
            "rules",
            "reason",
            "visit",
            "back_on",
        ]


class DayAsked(serializers.Serializer):
    day = serializers.DateField(required=False)


class AcceptWrite(serializers.Serializer):
    day = serializers.DateField()
    rules = serializers.ListField(child=serializers.CharField(max_length=40), default=list)


class DismissWrite(serializers.Serializer):
    reason = serializers.ChoiceField(SuggestionAnswer.Reason.choices)
    rules = serializers.ListField(child=serializers.CharField(max_length=40), default=list)


class SuggestionEndpoint(Endpoint):
    title = _("Whom to see next")
    model = Customer
    permission = Permission.VISIT_LOG
    personal = True
    serializer_class = SuggestionSerializer
    pagination_class = None
    filter_backends = []
    lists = frozenset()
    asks = {"list": DayAsked}
    writes = {"accept": AcceptWrite, "dismiss": DismissWrite}
    words = {
        "list": _("Customers for a day of one's own, the weightiest first, with the reasons"),
        "accept": _("Plan the visit"),
        "dismiss": _("Not this time, with a reason; the rules learn from it"),
    }

    def list(self, request):
        asked = DayAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("day") or local_today(request.user)
        if said := day_refusal(day, request.user):
            raise serializers.ValidationError({"day": said})
        found = suggest(request.user, day)
        self.log_read(count=len(found))
        return Response(self.get_serializer(found, many=True).data)

    @action(detail=True, methods=["post"])
    def accept(self, request, uuid):
        return self._answered(accept_suggestion, uuid)

    @action(detail=True, methods=["post"])
    def dismiss(self, request, uuid):
        return self._answered(dismiss_suggestion, uuid)

    def _answered(self, verb, uuid):
        customer = get_object_or_404(self.get_queryset(), uuid=uuid)
        answer = verb(customer, **self.said(), by=self.request.user)
        return Response(AnswerSerializer(answer, context=self.get_serializer_context()).data)
