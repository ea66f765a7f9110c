"""Organisations: read, create, change."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.fields import Masked, Related, Shown
from accounts.models import Territory
from customers.api.customer import (
    READ,
    WRITE,
    CustomerEndpoint,
    CustomerFilter,
    CustomerHalf,
    CustomerWrite,
)
from customers.models import Department, Organisation
from customers.services.organisation import create_organisation, edit_organisation

OWN = ["type", "level", "province", "city", "district", "address", "phone", "longitude", "latitude"]


class DepartmentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Department
        fields = ["uuid", "name", "is_active"]


class OrganisationSerializer(Masked, CustomerHalf, serializers.ModelSerializer):
    parent = Shown(through="customer__")
    departments = DepartmentSerializer(many=True, read_only=True)

    class Meta:
        model = Organisation
        fields = [*READ, *OWN, "parent", "departments"]
        masked = ["phone"]


class OrganisationWrite(CustomerWrite, serializers.ModelSerializer):
    parent = Related(Organisation, through="customer__", required=False, allow_null=True)

    class Meta:
        model = Organisation
        fields = [*WRITE, *OWN, "parent"]


class OrganisationCreate(OrganisationWrite):
    uuid = serializers.UUIDField(required=False)
    territory = Related(Territory, required=False)

    class Meta(OrganisationWrite.Meta):
        fields = ["uuid", *OrganisationWrite.Meta.fields, "territory"]


class OrganisationFilter(CustomerFilter):
    class Meta:
        model = Organisation
        fields = ["type", "level", "city"]


class OrganisationEndpoint(CustomerEndpoint):
    title = _("Organisations")
    model = Organisation
    related = ["customer__merged_into", "parent__customer"]
    gathered = ["departments"]
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    writes = {"create": OrganisationCreate, "partial_update": OrganisationWrite}

    def create(self, request):
        return self.shown(create_organisation(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        organisation, said = self.get_object(), self.said(partial=True)
        return self.shown(edit_organisation(organisation, **said, by=request.user))
