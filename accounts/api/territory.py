"""The territory tree, to read."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.base import Readable
from accounts.api.fields import Shown
from accounts.models import Territory
from accounts.permissions import Permission


class TerritorySerializer(serializers.ModelSerializer):
    parent = Shown()

    class Meta:
        model = Territory
        fields = ["uuid", "code", "name", "level", "parent", "sales_line", "is_active"]


class TerritoryEndpoint(Readable):
    title = _("Territories")
    model = Territory
    permission = Permission.TERRITORY_READ
    related = ["parent"]
    serializer_class = TerritorySerializer
    filterset_fields = ["level", "code", "is_active"]
