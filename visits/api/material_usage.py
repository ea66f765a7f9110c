"""How often materials were planned, opened and shown, by territory."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Endpoint
from accounts.api.fields import Related
from accounts.models import Territory
from accounts.permissions import Permission, require
from compliance.models import Material, MaterialVersion
from visits.material_usage import usage
from visits.models import VisitMaterial


class UsageQuery(serializers.Serializer):
    material = Related(Material, required=False)
    version = Related(MaterialVersion, required=False)
    territory = Related(Territory, required=False)
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)

    def narrow(self, rows):
        said = self.validated_data
        found = {
            "version__material": said.get("material"),
            "version": said.get("version"),
            "visit__day__gte": said.get("since"),
            "visit__day__lte": said.get("until"),
        }
        rows = rows.filter(**{name: value for name, value in found.items() if value})
        territory = said.get("territory")
        return rows.filter(visit__territory__in=territory.ids_below()) if territory else rows


class UsageSerializer(serializers.Serializer):
    version = serializers.UUIDField(source="version_uuid")
    material = serializers.UUIDField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    territory = serializers.UUIDField()
    planned = serializers.IntegerField()
    opened = serializers.IntegerField()
    shown = serializers.IntegerField()


class UsageTable(serializers.Serializer):
    rows = UsageSerializer(many=True)


class MaterialUsageEndpoint(Endpoint):
    title = _("Usage of materials")
    model = VisitMaterial
    permission = Permission.CONTENT_READ
    serializer_class = UsageTable
    filter_backends = []
    asks = {"counts": UsageQuery}
    words = {"counts": _("Counts over the visits that one sees, by version and territory")}

    @action(detail=False)
    def counts(self, request):
        require(request.user, Permission.VISIT_READ)
        asked = UsageQuery(data=request.query_params, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        rows = usage(asked.narrow(VisitMaterial.objects.visible_to(request.user)))
        return Response(self.get_serializer({"rows": rows}).data)
