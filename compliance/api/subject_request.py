"""People's requests for their data: entered, checked, closed. The file itself is made and taken on the pages only."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.permissions import Permission
from compliance.models import SubjectRequest
from compliance.services import subject_request as verbs
from customers.models import Customer


class SubjectRequestSerializer(serializers.ModelSerializer):
    customer = Shown()
    entered_by = Shown()
    identified_by = Shown()
    closed_by = Shown()

    class Meta:
        model = SubjectRequest
        fields = [
            *("uuid", "customer", "kind", "how", "status", "received_on", "due_on", "entered_by"),
            *("identity_check", "identified_by", "identified_at", "closed_by", "closed_at"),
            "answer",
        ]


class SubjectRequestWrite(serializers.ModelSerializer):
    customer = Related(Customer)
    received_on = serializers.DateField(required=False)

    class Meta:
        model = SubjectRequest
        fields = ["customer", "kind", "how", "received_on"]


class IdentifyWrite(serializers.Serializer):
    identity_check = serializers.ChoiceField(choices=SubjectRequest.Check.choices)


class AnswerWrite(serializers.Serializer):
    answer = serializers.CharField(max_length=500)


class SubjectRequestEndpoint(Readable):
    title = _("Data requests")
    model = SubjectRequest
    permission = Permission.ERASURE_READ
    personal = True
    related = ["customer", "entered_by", "identified_by", "closed_by"]
    serializer_class = SubjectRequestSerializer
    filterset_fields = ["status", "kind"]
    writes = {
        "create": SubjectRequestWrite,
        "identify": IdentifyWrite,
        "answer": AnswerWrite,
        "refuse": AnswerWrite,
    }
    words = {
        "create": _("Enter that a person asked for her data"),
        "identify": _("Say how it was checked who asks"),
        "answer": _("Close as answered"),
        "refuse": _("Close as refused, with the reason"),
    }

    def create(self, request):
        return self.shown(verbs.receive_request(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def identify(self, request, uuid):
        return self._done(verbs.identify_subject)

    @action(detail=True, methods=["post"])
    def answer(self, request, uuid):
        return self._done(verbs.answer_request)

    @action(detail=True, methods=["post"])
    def refuse(self, request, uuid):
        return self._done(verbs.refuse_request)

    def _done(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
