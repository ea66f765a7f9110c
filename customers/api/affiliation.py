"""Where people work: read, begin, end."""

from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.permissions import Permission
from customers.models import Affiliation, Department, Organisation, Person
from customers.services.affiliation import affiliate, end_affiliation

OWN = ["position", "is_primary", "valid_from", "valid_to"]


class AffiliationSerializer(serializers.ModelSerializer):
    person = Shown(through="customer__")
    organisation = Shown(through="customer__")
    department = Shown()

    class Meta:
        model = Affiliation
        fields = ["uuid", "person", "organisation", "department", *OWN]


class AffiliationWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    person = Related(Person, through="customer__")
    organisation = Related(Organisation, through="customer__")
    department = Related(Department, required=False, allow_null=True)
    valid_from = serializers.DateField(required=False)

    class Meta:
        model = Affiliation
        fields = ["uuid", "person", "organisation", "department", *OWN]


class EndWrite(serializers.Serializer):
    on = serializers.DateField(required=False)
    because = serializers.CharField(max_length=300, required=False)


class AffiliationEndpoint(Readable):
    model = Affiliation
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["organisation__customer", "department", "person__customer"]
    serializer_class = AffiliationSerializer
    filterset_fields = ["person__customer__uuid", "organisation__customer__uuid"]

    def create(self, request):
        said = AffiliationWrite(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        row = affiliate(**said.validated_data, by=request.user)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def end(self, request, uuid):
        said = EndWrite(data=request.data)
        said.is_valid(raise_exception=True)
        row = end_affiliation(self.get_object(), **said.validated_data, by=request.user)
        return Response(self.get_serializer(row).data)
