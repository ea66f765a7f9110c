"""Products to read, and what may be said about them, kept version by version."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.models import KeyMessage, Product
from accounts.permissions import Permission
from accounts.services import product as verbs


class KeyMessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = KeyMessage
        fields = ["uuid", "kind", "text", "text_en", "is_active", "version", "closed_on"]


class ProductSerializer(serializers.ModelSerializer):
    holder = serializers.CharField(source="holder.name", read_only=True)
    key_messages = KeyMessageSerializer(many=True, read_only=True)

    class Meta:
        model = Product
        fields = [
            "uuid",
            "code",
            "name",
            "name_en",
            "category",
            "holder",
            "is_active",
            "key_messages",
        ]


class ProductEndpoint(Readable):
    title = _("Products")
    model = Product
    permission = Permission.API_TOKEN_OWN
    related = ["holder"]
    gathered = ["key_messages"]
    serializer_class = ProductSerializer
    filterset_fields = ["code", "category", "is_active"]


class MessageSerializer(KeyMessageSerializer):
    product = Shown()
    replaces = Shown()

    class Meta(KeyMessageSerializer.Meta):
        fields = ["product", "replaces", *KeyMessageSerializer.Meta.fields]


class MessageEdit(serializers.ModelSerializer):
    class Meta:
        model = KeyMessage
        fields = ["kind", "text", "text_en", "is_active"]


class MessageAdd(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    product = Related(Product)

    class Meta:
        model = KeyMessage
        fields = ["uuid", "product", "kind", "text", "text_en"]


class KeyMessageEndpoint(Readable):
    title = _("Key messages")
    model = KeyMessage
    permission = Permission.API_TOKEN_OWN
    related = ["product", "replaces"]
    serializer_class = MessageSerializer
    filterset_fields = ["kind", "is_active"]
    writes = {"create": MessageAdd, "partial_update": MessageEdit}
    words = {
        "create": _("Add"),
        "partial_update": _("Another wording is the next version; or close it"),
    }

    def create(self, request):
        said = self.said()
        return self.shown(verbs.create_key_message(said.pop("product"), **said, by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_key_message(self.get_object(), **said, by=request.user))
