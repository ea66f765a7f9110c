"""Products with what may be said about them, to read."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.base import Readable
from accounts.models import KeyMessage, Product
from accounts.permissions import Permission


class KeyMessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = KeyMessage
        fields = ["uuid", "kind", "text", "text_en", "is_active"]


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
