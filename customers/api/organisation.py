"""Organisations: read, create, change."""

from rest_framework import serializers, status
from rest_framework.response import Response

from accounts.api.fields import Masked, Related, Shown
from accounts.models import Territory
from customers.api.customer import CustomerEndpoint, CustomerWrite, Flat
from customers.models import Department, Organisation
from customers.services.organisation import create_organisation, edit_organisation

OWN = ["type", "level", "province", "city", "district", "address", "phone", "longitude", "latitude"]


class DepartmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ["uuid", "name", "is_active"]


class OrganisationSerializer(Masked, Flat, serializers.ModelSerializer):
    parent = Shown(through="customer__")
    departments = DepartmentSerializer(many=True, read_only=True)

    class Meta:
        model = Organisation
        fields = [*OWN, "parent", "departments"]
        masked = ["phone"]


class OrganisationWrite(CustomerWrite, serializers.ModelSerializer):
    parent = Related(Organisation, through="customer__", required=False, allow_null=True)
    territory = Related(Territory, required=False, write_only=True)

    class Meta:
        model = Organisation
        fields = ["uuid", "name", "aliases", "source", "external_id", *OWN, "parent", "territory"]


class OrganisationEndpoint(CustomerEndpoint):
    model = Organisation
    related = ["customer", "parent__customer"]
    gathered = ["departments"]
    serializer_class = OrganisationSerializer
    filterset_fields = ["type", "level", "city", "customer__tier", "customer__status"]

    def create(self, request):
        said = OrganisationWrite(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        organisation = create_organisation(**said.validated_data, by=request.user)
        return Response(self.get_serializer(organisation).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request, uuid):
        organisation = self.get_object()
        said = OrganisationWrite(
            data=request.data, partial=True, context=self.get_serializer_context()
        )
        said.is_valid(raise_exception=True)
        edit_organisation(organisation, **said.validated_data, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)
