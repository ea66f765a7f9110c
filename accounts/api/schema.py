"""How the API describes itself (OpenAPI 3.1): titles, bodies, keys and refusals come from the endpoints."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from accounts.api.idempotency import HEADER
from accounts.api.problems import CONTENT_TYPE
from accounts.services.idempotency import KEPT

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {}},
    },
}


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}


class UuidOfARow(OpenApiSerializerFieldExtension):
    target_class = "rest_framework.serializers.SlugRelatedField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        return {"type": "string", "format": "uuid"}


class EndpointSchema(AutoSchema):
    def get_summary(self):
        words = self.view.words.get(self.view.action) or _standard_words().get(self.view.action)
        return str(words)

    def get_description(self):
        return ""

    def get_tags(self):
        return [str(self.view.title)]

    def get_request_serializer(self):
        return self.view.writes.get(self.view.action)

    def get_override_parameters(self):
        if self.method == "POST":
            explained = _(
                "Any text; for %(days)s days the same request with the same key is done once."
            ) % {"days": KEPT.days}
            return [OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=explained)]
        reader = self.view.asks.get(self.view.action)
        if hasattr(reader, "base_fields"):  # a form
            return [OpenApiParameter(name, str) for name in reader.base_fields]
        return [reader] if reader else []

    def get_operation_id(self):
        return f"{self._tokenize_path()[0]}_{self.view.action}"

    def _is_list_view(self, serializer=None):
        return self.view.action in self.view.lists

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        refusal = self._get_response_for_code(
            OpenApiResponse(PROBLEM, _("A refusal")), "default", [CONTENT_TYPE], direction
        )
        return bodies | {"default": refusal}


def _standard_words():
    return {
        "list": _("List"),
        "retrieve": _("Read one"),
        "create": _("Create"),
        "partial_update": _("Change"),
    }
