"""What organisations and people have in common."""

from rest_framework import serializers

from accounts.api.base import Readable
from accounts.permissions import Permission
from customers.models import Customer

# The customer's half of a record, in the order in which the API shows it.
READ = ["uuid", "name", "aliases", "source", "external_id", "status", "status_on", "tier"]


class CustomerHalf(serializers.ModelSerializer):
    class Meta:
        model = Customer
        fields = READ


class CustomerWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=200)
    aliases = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    source = serializers.CharField(max_length=60, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=80, required=False, allow_blank=True)


class Flat:
    """Mixed into the serializer of a half: the customer's fields stand beside its own, in one object."""

    def to_representation(self, row):
        data = super().to_representation(row)
        return CustomerHalf(row.customer, context=self.context).data | data


class CustomerEndpoint(Readable):
    permission = Permission.CUSTOMER_READ
    personal = True
    lookup_field = "customer__uuid"
    lookup_url_kwarg = "uuid"
