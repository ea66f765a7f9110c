"""Time off territory: asked for, decided by who leads the person, withdrawn."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Shown
from accounts.api.reasons import ReasonWrite, RemarkWrite
from accounts.models import Absence
from accounts.permissions import Permission
from accounts.services import absence as verbs


class AbsenceSerializer(Masked, serializers.ModelSerializer):
    user = Shown()
    decided_by = Shown()

    class Meta:
        model = Absence
        fields = [
            "uuid",
            "user",
            "kind",
            "valid_from",
            "valid_to",
            "from_noon",
            "until_noon",
            "note",
            "status",
            "asked_at",
            "decided_by",
            "decided_at",
            "decision_reason",
        ]
        masked = ["note", "decision_reason"]


class AbsenceWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=Absence.Kind.choices)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()
    from_noon = serializers.BooleanField(default=False)
    until_noon = serializers.BooleanField(default=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class AbsenceFilter(filters.FilterSet):
    user = filters.UUIDFilter("user__uuid")
    since = filters.DateFilter("valid_to", lookup_expr="gte")
    until = filters.DateFilter("valid_from", lookup_expr="lte")

    class Meta:
        model = Absence
        fields = ["status", "kind"]


class AbsenceEndpoint(Readable):
    title = _("Time off")
    model = Absence
    permission = Permission.TIME_OFF_READ
    personal = True
    related = ["user", "decided_by"]
    serializer_class = AbsenceSerializer
    filterset_class = AbsenceFilter
    writes = {"create": AbsenceWrite, "approve": RemarkWrite, "decline": ReasonWrite}
    words = {
        "approve": _("Approve: these days are no field days"),
        "decline": _("Decline, with a reason"),
        "withdraw": _("Withdraw"),
    }

    def create(self, request):
        return self.shown(verbs.ask_absence(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self.shown(verbs.approve_absence(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def decline(self, request, uuid):
        return self.shown(verbs.decline_absence(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        return self.shown(verbs.withdraw_absence(self.get_object(), by=request.user))
