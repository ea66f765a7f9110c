"""What the API says of itself: a schema without warnings, a page, and a table of every field."""

import csv
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from rest_framework.serializers import BaseSerializer, ListSerializer

from accounts.api.base import Endpoint
from accounts.models import User
from pharmacrm.api import urlpatterns
from visits.api.visit import VisitEndpoint

FIELDS = Path(__file__).with_name("fields.csv")


@pytest.mark.req("ALL-01")
def test_the_schema_is_valid_and_without_warnings(tmp_path):
    path = tmp_path / "schema.yml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(path))

    assert path.read_text().startswith("openapi: 3.1.0\n")


@pytest.mark.req("ALL-01")
def test_a_token_reads_the_schema(program, lin):
    answer = program(lin).get("schema/", format="json")

    assert answer.status_code == 200
    assert len(answer.json()["paths"]) == len(SchemaGenerator().get_schema(public=True)["paths"])


@pytest.mark.req("ALL-01")
def test_every_post_takes_a_key_and_every_refusal_is_a_problem():
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    without_key = [
        path
        for path, methods in paths.items()
        if "post" in methods
        and "Idempotency-Key" not in {one["name"] for one in methods["post"]["parameters"]}
    ]
    without_problem = [
        path
        for path, methods in paths.items()
        for said in methods.values()
        if list(said["responses"]["default"]["content"]) != ["application/problem+json"]
    ]

    assert (without_key, without_problem) == ([], [])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_names_every_operation_in_the_readers_language(lin, as_user, language):
    User.objects.filter(pk=lin.pk).update(language=language)

    page = as_user(lin).get("/api/v1/docs/").text

    paths = SchemaGenerator().get_schema(public=True)["paths"]
    assert [path for path in paths if f'<code class="text-break">{path}</code>' not in page] == []
    with translation.override(language):
        assert f'<h2 class="sec">{VisitEndpoint.title}</h2>' in page
    assert "<script>" not in page and "style=" not in page


@pytest.mark.req("GL-016")
def test_every_field_that_programs_read_or_write_is_in_the_table():
    """A field joins on purpose: `UPDATE_TABLES=1 pytest …` writes the table anew, and the change is reviewed."""
    now = sorted({row for endpoint in endpoints() for row in fields_of(endpoint)})
    if "UPDATE_TABLES" in os.environ:
        with FIELDS.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("serializer", "field", "use"), *now])

    with FIELDS.open(newline="") as file:
        known = [tuple(row) for row in csv.reader(file)][1:]

    assert now == known


def endpoints():
    views = [one for pattern in urlpatterns for one in getattr(pattern, "url_patterns", [pattern])]
    classes = [getattr(one.callback, "cls", None) for one in views]
    return {one for one in classes if one and issubclass(one, Endpoint)}


def fields_of(endpoint):
    actions = [action.kwargs.get("serializer_class") for action in endpoint.get_extra_actions()]
    for one in {endpoint.serializer_class, *actions} - {None}:
        yield from rows_of(one(), "read")
    for one in endpoint.writes.values():
        yield from rows_of(one(), "write")


def rows_of(serializer, use):
    for name, field in serializer.fields.items():
        yield type(serializer).__name__, name, use
        inner = field.child if isinstance(field, ListSerializer) else field
        if isinstance(inner, BaseSerializer):
            yield from rows_of(inner, use)


@pytest.mark.req("ALL-01")
def test_each_parameter_that_the_schema_names_is_known(program, wen, shen, steward, an):
    programs = [program(user, scope="read") for user in (wen, shen, steward, an)]
    asked, refused = set(), []
    for path, operations in (
        SchemaGenerator().get_schema(request=None, public=True)["paths"].items()
    ):
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] != "query" or "{" in path:
                continue
            place = path.removeprefix("/api/v1/")
            answers = [one.get(place, **{parameter["name"]: ""}) for one in programs]
            asked |= {place for answer in answers if answer.status_code != 403}
            errors = [answer.json().get("errors", {}) for answer in answers]
            refused += [
                (place, parameter["name"])
                for found in errors
                if "There is no such parameter." in found.get(parameter["name"], [])
            ]

    assert refused == []
    assert {"products/", "territories/", "imports/", "amendments/", "erasures/"} <= asked
