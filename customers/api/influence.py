"""Who influences whom: read, note, end."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.permissions import Permission
from customers.api.affiliation import EndWrite
from customers.models import Customer, Influence
from customers.services.influence import end_influence, note_influence


class InfluenceSerializer(serializers.ModelSerializer):
    who = Shown()
    whom = Shown()
    noted_by = Shown()

    class Meta:
        model = Influence
        fields = ["uuid", "who", "kind", "whom", "source", "noted_by", "valid_from", "valid_to"]


class InfluenceWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    who = Related(Customer)
    whom = Related(Customer)
    valid_from = serializers.DateField(required=False)

    class Meta:
        model = Influence
        fields = ["uuid", "who", "kind", "whom", "source", "valid_from"]


class InfluenceFilter(filters.FilterSet):
    who = filters.UUIDFilter("who__uuid")
    whom = filters.UUIDFilter("whom__uuid")

    class Meta:
        model = Influence
        fields = ["kind"]


class InfluenceEndpoint(Readable):
    title = _("Influences")
    model = Influence
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["who", "whom", "noted_by"]
    serializer_class = InfluenceSerializer
    filterset_class = InfluenceFilter
    writes = {"create": InfluenceWrite, "end": EndWrite}
    words = {"end": _("End: the day given is the last one on which it held")}

    def create(self, request):
        return self.shown(note_influence(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def end(self, request, uuid):
        return self.shown(end_influence(self.get_object(), **self.said(), by=request.user))
