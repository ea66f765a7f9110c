"""Where people work: read, begin, end."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

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


class AffiliationFilter(filters.FilterSet):
    person = filters.UUIDFilter("person__customer__uuid")
    organisation = filters.UUIDFilter("organisation__customer__uuid")

    class Meta:
        model = Affiliation
        fields = ["is_primary"]


class AffiliationEndpoint(Readable):
    title = _("Affiliations")
    model = Affiliation
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["organisation__customer", "department", "person__customer"]
    serializer_class = AffiliationSerializer
    filterset_class = AffiliationFilter
    writes = {"create": AffiliationWrite, "end": EndWrite}
    words = {"end": _("End: the day given is the last one there")}

    def create(self, request):
        return self.shown(affiliate(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def end(self, request, uuid):
        return self.shown(end_affiliation(self.get_object(), **self.said(), by=request.user))
