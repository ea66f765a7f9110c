"""Acting on many customers: see what would change, start, read what came of it, stop, take back."""

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Masked, Shown
from accounts.permissions import Permission
from customers.forms.filter import CustomerFilter
from customers.models import BulkChange, BulkChangeItem, Customer
from customers.models.bulk_change import COUNTS
from customers.services import bulk_change as verbs


class BulkChangeSerializer(Masked, serializers.ModelSerializer):
    by = Shown()
    undone_by = Shown()
    done = serializers.IntegerField(source="job.done", read_only=True, allow_null=True)

    class Meta:
        model = BulkChange
        fields = [
            *("uuid", "kind", "arguments", "what", "whom", "query", "because"),
            *("by", "at", "status", "problem", *COUNTS),
            *("undone_by", "undone_because", "done"),
        ]
        masked = ["because", "undone_because"]


class BulkItemSerializer(serializers.ModelSerializer):
    customer = Shown()

    class Meta:
        model = BulkChangeItem
        fields = ["customer", "state", "why"]


class BulkPreviewWrite(serializers.Serializer):
    """`filter` is the address of the list of customers behind the question mark, such as "tier=strategic"."""

    kind = serializers.CharField(max_length=40)
    arguments = serializers.DictField(child=serializers.CharField(allow_blank=True))
    filter = serializers.CharField(max_length=2000, allow_blank=True, default="")


class BulkStartWrite(BulkPreviewWrite):
    """`expected` is the number that the preview told: another one by now is refused."""

    uuid = serializers.UUIDField(required=False)
    because = serializers.CharField(max_length=500)
    expected = serializers.IntegerField(min_value=0, required=False)


class BulkUndoWrite(serializers.Serializer):
    because = serializers.CharField(max_length=500)


class NumberedSerializer(serializers.Serializer):
    words = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)


class BulkPreviewSerializer(serializers.Serializer):
    chosen = serializers.IntegerField(read_only=True)
    changing = serializers.IntegerField(read_only=True)
    left_out = NumberedSerializer(many=True, read_only=True)
    effects = NumberedSerializer(many=True, read_only=True)


class BulkItemFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=BulkChangeItem.State.choices)


class BulkChangeEndpoint(Readable):
    title = _("Changes of many customers")
    model = BulkChange
    permission = Permission.CUSTOMER_READ
    related = ["by", "undone_by", "job"]
    serializer_class = BulkChangeSerializer
    filterset_fields = ["kind", "status"]
    lists = frozenset({"list", "items"})
    writes = {"create": BulkStartWrite, "preview": BulkPreviewWrite, "undo": BulkUndoWrite}
    words = {
        "create": _("Start: a worker changes the customers whom the filter leaves now"),
        "preview": _("How many would change, and why others would not; changes nothing"),
        "undo": _("Take back what can be taken back"),
        "stop": _("Stop half way; what is done can be taken back"),
        "items": _("What became of each customer"),
    }

    def create(self, request):
        said = dict(self.said())
        whom, chosen = self._chosen(said.pop("filter"))
        started = verbs.start_bulk_change(
            said.pop("kind"),
            said.pop("arguments"),
            chosen,
            **said,
            query=whom.kept_query,
            whom=whom.in_words(),
            by=request.user,
        )
        return self.shown(started)

    @action(detail=False, methods=["post"], serializer_class=BulkPreviewSerializer)
    def preview(self, request):
        said = self.said()
        _whom, chosen = self._chosen(said["filter"])
        seen = verbs.preview_bulk_change(said["kind"], said["arguments"], chosen, by=request.user)
        return Response(
            {
                "chosen": seen.chosen,
                "changing": len(seen.changing),
                "left_out": _numbered(seen.left_out),
                "effects": _numbered(seen.effects),
            }
        )

    @action(detail=True, methods=["post"])
    def undo(self, request, uuid):
        change = self.get_object()
        verbs.undo_bulk_change(change, **self.said(), by=request.user)
        return self.shown(change)

    @action(detail=True, methods=["post"])
    def stop(self, request, uuid):
        change = self.get_object()
        verbs.stop_bulk_change(change, by=request.user)
        return self.shown(change)

    @action(detail=True, serializer_class=BulkItemSerializer, filterset_class=BulkItemFilter)
    def items(self, request, uuid):
        change = get_object_or_404(self.get_queryset(), uuid=uuid)
        items = BulkChangeItem.objects.visible_to(request.user).filter(bulk_change=change)
        page = self.paginate_queryset(self.filter_queryset(items.select_related("customer")))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _chosen(self, text):
        """A filter that can't be read to the letter would choose more than its sender meant."""
        said = QueryDict(text)
        whom = CustomerFilter(said, user=self.request.user)
        shown = whom.narrow(Customer.objects.visible_to(self.request.user))
        if whom.errors or said.keys() - CustomerFilter.base_fields.keys():
            raise ValidationError({"filter": now("This filter can't be read.")})
        return whom, list(shown.order_by("pk").values_list("pk", flat=True)[: verbs.MOST + 1])


def _numbered(rows):
    return [{"words": words, "count": count} for words, count in rows]
