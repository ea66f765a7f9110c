"""People: read, create, change. Private phones go in and never come out."""

from rest_framework import serializers, status
from rest_framework.response import Response

from accounts.api.fields import Masked, Related
from accounts.models import Territory
from customers.api.affiliation import AffiliationSerializer
from customers.api.customer import CustomerEndpoint, CustomerWrite, Flat
from customers.models import Department, Organisation, Person
from customers.services.person import create_person, edit_person

OWN = [
    "type",
    "title",
    "specialty",
    "sub_specialty",
    "licence_number",
    "decision_role",
    "office_phone",
]


class PersonSerializer(Masked, Flat, serializers.ModelSerializer):
    affiliations = AffiliationSerializer(many=True, read_only=True)

    class Meta:
        model = Person
        fields = [*OWN, "affiliations"]
        masked = ["office_phone", "licence_number"]


class PersonWrite(CustomerWrite, serializers.ModelSerializer):
    mobile = serializers.CharField(max_length=40, required=False, allow_blank=True, write_only=True)

    class Meta:
        model = Person
        fields = ["uuid", "name", "aliases", "source", "external_id", *OWN, "mobile"]


class PersonCreate(PersonWrite):
    organisation = Related(Organisation, through="customer__", required=False)
    department = Related(Department, required=False)
    position = serializers.CharField(max_length=100, required=False)
    territory = Related(Territory, required=False)

    class Meta(PersonWrite.Meta):
        fields = [*PersonWrite.Meta.fields, "organisation", "department", "position", "territory"]


class PersonEndpoint(CustomerEndpoint):
    model = Person
    related = ["customer"]
    gathered = [
        "affiliations__organisation__customer",
        "affiliations__department",
        "affiliations__person__customer",
    ]
    serializer_class = PersonSerializer
    filterset_fields = ["type", "specialty", "customer__tier", "customer__status"]

    def create(self, request):
        said = PersonCreate(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        person = create_person(**said.validated_data, by=request.user)
        return Response(self.get_serializer(person).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request, uuid):
        person = self.get_object()
        said = PersonWrite(data=request.data, partial=True, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        edit_person(person, **said.validated_data, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)
