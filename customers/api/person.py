"""People: read, create, change. Private phones go in and never come out."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.fields import Masked, Related
from accounts.models import Territory
from customers.api.affiliation import AffiliationSerializer
from customers.api.customer import (
    READ,
    WRITE,
    CustomerEndpoint,
    CustomerFilter,
    CustomerHalf,
    CustomerWrite,
)
from customers.models import Department, Organisation, Person
from customers.services.person import create_person, edit_person, reveal_mobile

OWN = [
    "type",
    "title",
    "specialty",
    "sub_specialty",
    "licence_number",
    "decision_role",
    "office_phone",
]


class PersonSerializer(Masked, CustomerHalf, serializers.ModelSerializer):
    affiliations = AffiliationSerializer(many=True, read_only=True)

    class Meta:
        model = Person
        fields = [*READ, *OWN, "affiliations"]
        masked = ["office_phone", "licence_number"]


class PersonWrite(CustomerWrite, serializers.ModelSerializer):
    mobile = serializers.CharField(max_length=40, required=False, allow_blank=True)

    class Meta:
        model = Person
        fields = [*WRITE, *OWN, "mobile"]


class PersonCreate(PersonWrite):
    uuid = serializers.UUIDField(required=False)
    organisation = Related(Organisation, through="customer__", required=False)
    department = Related(Department, required=False)
    position = serializers.CharField(max_length=100, required=False)
    territory = Related(Territory, required=False)

    class Meta(PersonWrite.Meta):
        fields = [
            "uuid",
            *PersonWrite.Meta.fields,
            "organisation",
            "department",
            "position",
            "territory",
        ]


class MobileRevealWrite(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class MobileSerializer(serializers.Serializer):
    mobile = serializers.CharField(read_only=True)


class PersonFilter(CustomerFilter):
    class Meta:
        model = Person
        fields = ["type", "specialty"]


class PersonEndpoint(CustomerEndpoint):
    title = _("People")
    model = Person
    related = ["customer__merged_into"]
    gathered = [
        "affiliations__organisation__customer",
        "affiliations__department",
        "affiliations__person__customer",
    ]
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    writes = {"create": PersonCreate, "partial_update": PersonWrite, "reveal": MobileRevealWrite}
    words = {"reveal": _("The private number in plain; who asked, and why, is kept first")}
    unmasks = frozenset({"reveal"})

    def create(self, request):
        return self.shown(create_person(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        person, said = self.get_object(), self.said(partial=True)
        return self.shown(edit_person(person, **said, by=request.user))

    @action(detail=True, methods=["post"], serializer_class=MobileSerializer)
    def reveal(self, request, uuid):
        return Response(
            {"mobile": reveal_mobile(self.get_object(), **self.said(), by=request.user)}
        )
