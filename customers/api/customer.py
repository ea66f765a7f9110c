"""What organisations and people have in common."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers

from accounts.api.base import Readable
from accounts.permissions import Permission
from customers.models import Customer, CustomerTag, Tier
from customers.tagging import with_tags

# What a change of a customer may say; only a new one brings its own uuid.
WRITE = ["name", "aliases", "source", "external_id"]
# The customer's half of a record, in the order in which the API shows it.
READ = [
    "uuid",
    "name",
    "aliases",
    "source",
    "external_id",
    "status",
    "status_on",
    "merged_into",
    "tier",
    "tags",
]


class CustomerHalf(serializers.Serializer):
    """Mixed into the serializer of a half: the customer's fields stand beside its own, in one object."""

    uuid = serializers.UUIDField(source="customer.uuid", read_only=True)
    name = serializers.CharField(source="customer.name", read_only=True)
    aliases = serializers.ListField(
        source="customer.aliases", child=serializers.CharField(), read_only=True
    )
    source = serializers.CharField(source="customer.source", read_only=True)
    external_id = serializers.CharField(source="customer.external_id", read_only=True)
    status = serializers.CharField(source="customer.status", read_only=True)
    status_on = serializers.DateField(source="customer.status_on", read_only=True)
    # The record that speaks for this one, where it was merged.
    merged_into = serializers.UUIDField(
        source="customer.merged_into.uuid", read_only=True, default=None
    )
    tier = serializers.CharField(source="customer.tier", read_only=True)
    tags = serializers.ListField(source="tag_names", child=serializers.CharField(), read_only=True)


class CustomerWrite(serializers.Serializer):
    name = serializers.CharField(max_length=200)
    aliases = serializers.ListField(child=serializers.CharField(max_length=200), required=False)
    source = serializers.CharField(max_length=60, required=False, allow_blank=True)
    external_id = serializers.CharField(max_length=80, required=False, allow_blank=True)


class CustomerFilter(filters.FilterSet):
    name = filters.CharFilter("customer__name", "icontains")
    source = filters.CharFilter("customer__source")
    external_id = filters.CharFilter("customer__external_id")
    tier = filters.ChoiceFilter(field_name="customer__tier", choices=Tier.choices)
    status = filters.ChoiceFilter(field_name="customer__status", choices=Customer.Status.choices)
    tag = filters.CharFilter(method="with_tag", label=_("The name of a tag"))

    def with_tag(self, rows, name, tag):
        worn = CustomerTag.objects.visible_to(self.request.user).current().filter(tag__name=tag)
        return rows.filter(customer__in=worn.values("customer_id"))


class CustomerEndpoint(Readable):
    permission = Permission.CUSTOMER_READ
    personal = True
    lookup_field = "customer__uuid"
    lookup_url_kwarg = "uuid"

    def get_queryset(self):
        return with_tags(super().get_queryset())
