"""The API's own page, drawn from its schema: every operation with what it takes and gives."""

from dataclasses import dataclass
from functools import cache

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator

from accounts.services.idempotency import KEPT

TONES = {"get": "accent", "post": "good", "patch": "warn"}


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    is_required: bool = False


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    asks: list  # Field of the address
    takes: list  # Field of the body
    gives: str  # name of the shape

    @property
    def tone(self):
        return TONES[self.method]


@require_GET
def docs(request):
    nouns, shapes = described(get_language())
    context = {"nouns": nouns, "shapes": shapes, "answers_kept": KEPT.days}
    return render(request, "api_docs.html", context)


@cache
def described(language):
    """({noun: [Operation]}, {shape: [Field]}) in the language that is active; the endpoints change with a release only."""
    schema = SchemaGenerator().get_schema(public=True)
    shapes = schema["components"]["schemas"]
    nouns = {}
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            nouns.setdefault(said["tags"][0], []).append(_operation(method, path, said, shapes))
    return nouns, {name: _fields(shape, shapes) for name, shape in shapes.items()}


def _operation(method, path, said, shapes):
    asks = [
        Field(one["name"], _type(one["schema"]), one.get("required", False))
        for one in said.get("parameters", [])
    ]
    body = said.get("requestBody", {}).get("content", {})
    return Operation(
        method,
        path,
        said.get("summary", ""),
        asks,
        _fields(_shape(body), shapes),
        _gives(said["responses"]),
    )


def _gives(responses):
    content = next(said for code, said in responses.items() if code.startswith("2")).get(
        "content", {}
    )
    shape = _shape(content)
    return _name(shape.get("items", shape))


def _shape(content):
    return next(iter(content.values()), {}).get("schema", {})


def _fields(shape, shapes):
    shape = shapes[_name(shape)] if "$ref" in shape else shape
    required = shape.get("required", ())
    return [
        Field(name, _type(said), name in required)
        for name, said in shape.get("properties", {}).items()
    ]


def _type(shape):
    """A few words: "uuid", "date-time", "list of Talk", or the values that may be chosen."""
    if "$ref" in shape:
        return _name(shape)
    if "enum" in shape:
        return " | ".join(str(value) for value in shape["enum"] if value)
    for key in ("oneOf", "anyOf", "allOf"):
        if key in shape:
            return " | ".join(filter(None, (_type(one) for one in shape[key])))
    if shape.get("type") == "array":
        return f"[{_type(shape['items'])}]"
    kinds = shape.get("type", "")
    kinds = kinds if isinstance(kinds, str) else " | ".join(kinds)
    return shape.get("format") or kinds


def _name(shape):
    return shape.get("$ref", "").rpartition("/")[2]
