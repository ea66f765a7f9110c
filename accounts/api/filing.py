"""Filings (备案) of representatives, to read: who may promote what for whom, and until when."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Shown
from accounts.models import RepFiling
from accounts.permissions import Permission
from accounts.services.filing import reveal_id_number


class FilingSerializer(serializers.ModelSerializer):
    user = Shown()
    holder = serializers.CharField(source="holder.name", read_only=True)
    state = serializers.ChoiceField(
        choices=[*RepFiling.Status.choices, ("expired", _("Expired"))], read_only=True
    )

    class Meta:
        model = RepFiling
        fields = [
            "uuid",
            "user",
            "holder",
            "number",
            "contract",
            "categories",
            "status",
            "status_on",
            "state",
            "valid_from",
            "valid_to",
        ]


class IdNumberRevealWrite(serializers.Serializer):
    because = serializers.CharField(max_length=200)


class IdNumberSerializer(serializers.Serializer):
    id_number = serializers.CharField(read_only=True)


class FilingFilter(filters.FilterSet):
    user = filters.UUIDFilter("user__uuid")
    valid_on = filters.DateFilter(method="of_day")

    class Meta:
        model = RepFiling
        fields = ["status"]

    def of_day(self, filings, name, day):
        return filings.valid_on(day)


class FilingEndpoint(Readable):
    title = _("Filings")
    model = RepFiling
    permission = Permission.FILING_READ
    personal = True
    related = ["user", "holder"]
    serializer_class = FilingSerializer
    filterset_class = FilingFilter
    writes = {"reveal": IdNumberRevealWrite}
    words = {"reveal": _("The identity number in plain; who asked, and why, is kept first")}
    unmasks = frozenset({"reveal"})

    @action(detail=True, methods=["post"], serializer_class=IdNumberSerializer)
    def reveal(self, request, uuid):
        filing = self.get_object()
        return Response({"id_number": reveal_id_number(filing, **self.said(), by=request.user)})
