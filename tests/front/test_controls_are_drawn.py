"""Controls drawn in Python are those of Django's own templates, but for the empty lines between choices."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from accounts.drawing import FormRenderer

AWKWARD = "<b>\"R&D\"</b> 'x'\nsecond line"
CHOICES = [("", "Any"), ("a&b", AWKWARD), ("Group <1>", [(1, "One"), (2, mark_safe("<i>Two</i>"))])]


class Everything(forms.Form):
    text = forms.CharField(widget=forms.TextInput({"placeholder": AWKWARD, "hidden": False}))
    safe = forms.CharField(widget=forms.TextInput({"title": mark_safe("&lt;")}))
    notes = forms.CharField(widget=forms.Textarea({"rows": 2}), max_length=40)
    number = forms.IntegerField(min_value=0)
    email = forms.EmailField()
    day = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    moment = forms.DateTimeField()
    time = forms.TimeField(required=False)
    hidden = forms.CharField(widget=forms.HiddenInput({"data-x": True}))
    tick = forms.BooleanField()
    one = forms.ChoiceField(choices=CHOICES, required=False)
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    many = forms.MultipleChoiceField(choices=CHOICES)


GIVEN = {
    "text": AWKWARD,
    "safe": mark_safe("&amp;"),
    "notes": AWKWARD,
    "number": "7",
    "day": "2026-11-20",
    "tick": "on",
    "one": "a&b",
    "radio": "2",
    "several": ["a&b", "1"],
    "many": ["1", "2"],
}


@pytest.mark.parametrize("name", Everything.base_fields)
@pytest.mark.parametrize("data", [None, {}, GIVEN], ids=["unbound", "empty", "given"])
def test_a_control_is_that_of_the_template(name, data):
    drawn = Everything(data, initial=GIVEN, renderer=FormRenderer())[name]
    rendered = Everything(data, initial=GIVEN, renderer=DjangoTemplates())[name]
    assert _lines(drawn) == _lines(rendered)


@pytest.mark.parametrize("name", ["radio", "several"])
def test_a_single_choice_is_that_of_the_template(name):
    drawn = Everything(GIVEN, renderer=FormRenderer())[name]
    rendered = Everything(GIVEN, renderer=DjangoTemplates())[name]
    assert [choice.tag() for choice in drawn] == [choice.tag() for choice in rendered]


def _lines(control):
    return [line for line in str(control).splitlines() if line]
