"""A select in which nothing is chosen says so in words, in every form."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

FILES = sorted(Path(settings.BASE_DIR).glob("*/forms/*.py"))
OF_ROWS = {"ModelChoiceField", "NearField", "TerritoryField"}
HIDDEN = "widget=forms.HiddenInput"


def name_of(path):
    return ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)


def forms_in(module):
    for form in vars(module).values():
        if isinstance(form, type) and issubclass(form, forms.BaseForm):
            yield form


def labels(field):
    """Of its empty choices, where rows are chosen; of all choices otherwise."""
    if isinstance(field, forms.ModelChoiceField):
        return [] if field.widget.is_hidden or field.empty_label is None else [field.empty_label]
    return [label for _value, label in getattr(field, "choices", [])]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_choice_is_a_row_of_dashes(path):
    shown = [
        (form.__name__, name, str(label))
        for form in forms_in(import_module(name_of(path)))
        for name, field in form.base_fields.items()
        for label in labels(field)
    ]

    assert [row for row in shown if not row[2].strip("-–— ")] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_choice_of_rows_says_what_its_empty_one_means(path):
    """Also those that a form makes for somebody; Django's own word is nine dashes."""
    source = path.read_text()
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    of_rows = [
        call
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in OF_ROWS
    ]

    silent = [
        call.lineno
        for call in of_rows
        if "empty_label" not in [given.arg for given in call.keywords]
        and HIDDEN not in ast.get_source_segment(source, call)
    ]
    assert silent == []
