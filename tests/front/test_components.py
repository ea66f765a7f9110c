"""The tags behind the components."""

from decimal import Decimal

import pytest
from django import forms
from django.template.loader import render_to_string

from accounts import drawing
from accounts.templatetags import components
from accounts.templatetags.components import figure


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[("", "Any"), ("seen", "Seen"), ("absent", "Not seen")], widget=forms.RadioSelect
    )
    tier = forms.ChoiceField(choices=[("basic", "Basic")])
    note = forms.CharField(label="Note", widget=forms.Textarea({"placeholder": "Note"}))
    agreed = forms.BooleanField()
    key = forms.CharField(widget=forms.HiddenInput)


def render(component, **context):
    return " ".join(render_to_string(f"components/{component}.html", context).split())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("outcome", "chips"),
        ("tier", "line"),
        ("note", "line"),
        ("agreed", "check"),
        ("key", "hidden"),
    ],
)
def test_each_field_is_laid_out_by_its_widget(name, kind):
    assert components.kind(VisitForm()[name]) == kind


def test_a_control_carries_the_kits_class_and_no_echo_of_its_label():
    form = VisitForm()

    assert 'class="form-select"' in components.control(form["tier"])
    assert 'class="form-check-input"' in components.control(form["agreed"])
    assert 'placeholder=""' in components.control(form["note"])


@pytest.mark.req("ALL-02")
def test_a_refused_field_says_why_beside_it_and_to_a_screen_reader():
    field = VisitForm({})["note"]

    page = render("_field", field=field)

    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_note_error"' in page
    assert 'id="id_note_error"' in page


def test_chips_leave_out_the_empty_choice_and_take_icons_by_value():
    page = drawing.chips(VisitForm()["outcome"], icons={"seen": "eye"})

    assert page.count("<label") == 2
    assert page.count("ti-eye") == 1


@pytest.mark.req("ALL-02")
def test_the_summary_leads_to_each_field_that_is_missing():
    page = render("_form_errors", form=VisitForm({"outcome": "seen", "key": "1"}))

    assert [name for name in VisitForm.base_fields if f'href="#field_{name}"' in page] == [
        "tier",
        "note",
        "agreed",
    ]


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (9999, "9,999"), (10_000, "10,000"), (10_001, "10,000+")]
)
def test_counts_are_capped(count, shown):
    assert f">{shown}<" in render("_count", count=count)


def test_a_figure_opens_its_rows_unless_there_are_none():
    assert figure(1235, "/rows/") == '<span><a class="num" href="/rows/">1,235</a></span>'
    assert figure(0, "/rows/") == '<span class="t-3">0</span>'
    assert figure(None, "/rows/") == '<span class="t-3">–</span>'
    assert figure(7, unit="%") == '<span class="">7<small>%</small></span>'


def test_a_figure_below_its_target_says_so_before_it():
    low = '<span class="low"><span aria-hidden="true">▼ </span><a class="num" href="/rows/">7</a></span>'
    assert figure(7, "/rows/", low=True) == low


def test_a_spark_spans_its_box_and_skips_gaps():
    drawn = components.spark([Decimal("1"), None, 3], target=2)

    assert drawn["points"] == "2.0,28.0 118.0,4.0"
    assert drawn["target"] == 16.0
    assert drawn["end"] == (118.0, 4.0)


def test_a_spark_of_nothing_or_of_one_figure_is_drawn_without_fault():
    assert components.spark([])["points"] == ""
    assert components.spark([5])["points"] == "2.0,16.0"


def test_an_open_job_asks_again_and_an_ended_one_does_not():
    job = {"uuid": "7", "is_open": True, "total": 10, "done": 4, "percent": 40}

    assert 'hx-trigger="every 3s"' in render("_progress", job=job, url="/jobs/7/")
    assert "hx-trigger" not in render("_progress", job={**job, "is_open": False}, url="/jobs/7/")
