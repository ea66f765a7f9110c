"""Tags and saved filters: read, make, change."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.models import Territory
from accounts.permissions import Permission
from customers.models import Customer, Segment, Tag
from customers.services import segment as segments
from customers.services import tag as tags


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ["uuid", "name", "is_archived"]


class TagWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=40)


class TagEdit(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    is_archived = serializers.BooleanField()


class TagCustomer(serializers.Serializer):
    customer = Related(Customer)


class TagEndpoint(Readable):
    title = _("Tags")
    model = Tag
    permission = Permission.CUSTOMER_READ
    serializer_class = TagSerializer
    filterset_fields = ["is_archived"]
    writes = {
        "create": TagWrite,
        "partial_update": TagEdit,
        "put": TagCustomer,
        "take_off": TagCustomer,
    }
    words = {"put": _("Put it on a customer"), "take_off": _("Take it off a customer")}

    def create(self, request):
        return self.shown(tags.create_tag(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        tag, said = self.get_object(), self.said(partial=True)
        return self.shown(tags.edit_tag(tag, **said, by=request.user))

    @action(detail=True, methods=["post"])
    def put(self, request, uuid):
        return self._with_customer(tags.put_tag)

    @action(detail=True, methods=["post"], url_path="take-off")
    def take_off(self, request, uuid):
        return self._with_customer(tags.take_tag_off)

    def _with_customer(self, verb):
        tag = self.get_object()
        verb([self.said()["customer"].pk], tag, by=self.request.user)
        return self.shown(tag)


class SegmentSerializer(serializers.ModelSerializer):
    owner = Shown()
    shared_with = Shown()

    class Meta:
        model = Segment
        fields = ["uuid", "name", "query", "owner", "shared_with", "is_archived"]


class SegmentEdit(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    shared_with = Related(Territory, required=False, allow_null=True)


class SegmentWrite(SegmentEdit):
    """`query` is the address of the list of customers behind the question mark."""

    uuid = serializers.UUIDField(required=False)
    query = serializers.CharField(max_length=2000)


class SegmentEndpoint(Readable):
    title = _("Saved filters")
    model = Segment
    permission = Permission.CUSTOMER_READ
    related = ["owner", "shared_with"]
    serializer_class = SegmentSerializer
    filterset_fields = ["is_archived"]
    writes = {"create": SegmentWrite, "partial_update": SegmentEdit}
    words = {"archive": _("Remove it; its history stays")}

    def create(self, request):
        return self.shown(segments.save_segment(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        segment, said = self.get_object(), self.said(partial=True)
        return self.shown(segments.edit_segment(segment, **said, by=request.user))

    @action(detail=True, methods=["post"])
    def archive(self, request, uuid):
        return self.shown(segments.archive_segment(self.get_object(), by=request.user))
