"""The wording check for those who write through the API: the same words that a page tells of (CMP-06)."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import Endpoint
from accounts.permissions import Permission
from accounts.wording import LONGEST, hits_in


class HitSerializer(serializers.Serializer):
    word = serializers.CharField()
    why = serializers.CharField()
    instead = serializers.CharField()
    is_negated = serializers.BooleanField()
    asks = serializers.BooleanField()


class TextWrite(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST, allow_blank=True)


class WordingEndpoint(Endpoint):
    title = _("Wording check")
    permission = Permission.API_TOKEN_OWN
    serializer_class = HitSerializer
    pagination_class = None
    filter_backends = []
    # Reading along changes nothing: there is nothing to do once.
    unmasks = frozenset({"create"})
    writes = {"create": TextWrite}
    words = {"create": _("Words of a text that should not stand there")}

    def create(self, request):
        # Not `said()`: that would ask why the words have to stand.
        reader = TextWrite(data=request.data)
        reader.is_valid(raise_exception=True)
        found = hits_in(reader.validated_data["text"])
        return Response(self.get_serializer(found, many=True).data)
