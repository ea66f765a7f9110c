"""Materials and their versions: read, kept, approved by a second person, withdrawn."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.models import Product
from accounts.permissions import Permission
from compliance.api.reviewing import PEOPLE, REVIEW, ReviewReason
from compliance.models import Material, MaterialVersion
from compliance.services import material as verbs


class MaterialSerializer(serializers.ModelSerializer):
    owner = Shown()
    products = Shown(through="product__", many=True)

    class Meta:
        model = Material
        fields = ["uuid", "title", "title_en", "kind", "audience", "products", "owner"]


class MaterialWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    products = Related(Product, many=True, required=False)

    class Meta:
        model = Material
        fields = ["uuid", "title", "title_en", "kind", "audience", "products"]


class MaterialEdit(MaterialWrite):
    class Meta(MaterialWrite.Meta):
        fields = ["title", "title_en", "kind", "audience", "products"]


class MaterialEndpoint(Readable):
    title = _("Materials")
    model = Material
    permission = Permission.CONTENT_READ
    related = ["owner"]
    gathered = ["products__product"]
    serializer_class = MaterialSerializer
    filterset_fields = ["kind"]
    writes = {"create": MaterialWrite, "partial_update": MaterialEdit}
    words = {
        "create": _("Begin a material; it needs an approved version"),
        "partial_update": _("Put right"),
    }

    def create(self, request):
        return self.shown(verbs.create_material(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_material(self.get_object(), **said, by=request.user))


class MaterialVersionSerializer(serializers.ModelSerializer):
    material = Shown()
    file = Shown()
    drafted_by = Shown()
    submitted_by = Shown()
    approved_by = Shown()
    withdrawn_by = Shown()
    state = serializers.CharField(read_only=True)

    class Meta:
        model = MaterialVersion
        fields = ["uuid", "material", "file", "approval_number", *REVIEW]


class VersionWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    material = Related(Material)
    upload = serializers.FileField(write_only=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, allow_null=True)


class DatesWrite(serializers.Serializer):
    valid_from = serializers.DateField()
    valid_to = serializers.DateField()


class ApprovalWrite(serializers.Serializer):
    approval_number = serializers.CharField(max_length=60, allow_blank=True)


class VersionFilter(filters.FilterSet):
    material = filters.UUIDFilter("material__uuid")
    usable_on = filters.DateFilter(method="narrow_to_day")

    class Meta:
        model = MaterialVersion
        fields = ["status"]

    def narrow_to_day(self, rows, name, day):
        return rows.usable_on(day)


class MaterialVersionEndpoint(Readable):
    title = _("Versions of materials")
    model = MaterialVersion
    permission = Permission.CONTENT_READ
    related = ["material", "file", *PEOPLE]
    serializer_class = MaterialVersionSerializer
    filterset_class = VersionFilter
    writes = {
        "create": VersionWrite,
        "redate": DatesWrite,
        "approve": ApprovalWrite,
        "send_back": ReviewReason,
        "withdraw": ReviewReason,
    }
    words = {
        "create": _("Draft the next version; the file comes as multipart"),
        "redate": _("Put the days of a draft right"),
        "submit": _("Hand in for approval"),
        "approve": _("Approve what somebody else handed in"),
        "send_back": _("Send back, with a reason"),
        "withdraw": _("Withdraw at once; whoever planned it is told"),
    }

    def create(self, request):
        said = self.said()
        return self.shown(verbs.draft_version(said.pop("material"), **said, by=request.user))

    @action(detail=True, methods=["post"])
    def redate(self, request, uuid):
        return self.shown(verbs.date_version(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def submit(self, request, uuid):
        return self.shown(verbs.submit_version(self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def approve(self, request, uuid):
        return self.shown(verbs.approve_version(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request, uuid):
        return self.shown(verbs.return_version(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        return self.shown(verbs.withdraw_version(self.get_object(), **self.said(), by=request.user))
