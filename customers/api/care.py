"""The care that customers are due: read, done with evidence, skipped with a reason."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Shown
from accounts.permissions import Permission
from customers.models import Care, PlaybookItem
from customers.services import care as verbs


class CareSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    item = Shown()
    kind = serializers.CharField(source="item.kind", read_only=True)
    what = serializers.CharField(source="item.what", read_only=True)
    territory = Shown()
    owner = Shown()
    ended_by = Shown()
    attachment = Shown()

    class Meta:
        model = Care
        fields = [
            "uuid",
            "customer",
            "item",
            "kind",
            "what",
            "territory",
            "owner",
            "opens_on",
            "due_on",
            "lapses_on",
            "status",
            "ended_on",
            "ended_by",
            "how",
            "note",
            "attachment",
            "visit_uuid",
            "reason",
        ]
        masked = ["note", "reason"]


class CareDoneWrite(serializers.Serializer):
    how = serializers.ChoiceField(choices=Care.How.choices, required=False)
    note = serializers.CharField(max_length=4000, required=False)
    visit = serializers.UUIDField(required=False)


class CareSkipWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class CareFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    owner = filters.UUIDFilter("owner__uuid")
    kind = filters.ChoiceFilter(field_name="item__kind", choices=PlaybookItem.Kind.choices)
    status = filters.ChoiceFilter(choices=Care.Status.choices)
    due_until = filters.DateFilter("due_on", lookup_expr="lte")

    class Meta:
        model = Care
        fields = []


class CareEndpoint(Readable):
    title = _("Care")
    model = Care
    permission = Permission.CARE_READ
    personal = True
    related = ["customer", "item", "territory", "owner", "ended_by", "attachment"]
    serializer_class = CareSerializer
    filterset_class = CareFilter
    writes = {"done": CareDoneWrite, "skip": CareSkipWrite}
    words = {"done": _("Done, with evidence"), "skip": _("Skip this time, with a reason")}

    @action(detail=True, methods=["post"])
    def done(self, request, uuid):
        return self.shown(verbs.finish_care(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def skip(self, request, uuid):
        return self.shown(verbs.skip_care(self.get_object(), **self.said(), by=request.user))
