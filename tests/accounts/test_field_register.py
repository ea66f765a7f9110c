"""Each field is kept for a purpose that somebody decided on; nobody's private life is kept at all."""

import re

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.urls import get_resolver
from django.utils import translation

from accounts.field_register import (
    HISTORY,
    DataClass,
    Kept,
    Retention,
    is_history,
    lines_of,
    registered,
    undecided,
)
from accounts.permissions import Permission
from accounts.prescription_counts import names_prescription_counts
from accounts.private_life import IN_NOTES, names_private_life, tells_of_private_life
from accounts.services import filing
from analytics.kpis import KPIS
from customers import persona
from customers.services import person

OURS = {"accounts", "customers", "compliance", "visits", "analytics"}
# Ciphertext under a key of the subject.
ENCRYPTED = {
    "accounts.repfiling.id_number_sealed",
    "customers.consent.words_sealed",
    "customers.person.mobile_sealed",
    "customers.personafact.told_by_sealed",
    "customers.personafact.value_sealed",
    "visits.adverseevent.what_happened_sealed",
    "visits.customeranswer.words_sealed",
}


def our_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def sensitive_lines():
    return {
        f"{model}.{name}": line
        for model, lines in registered().items()
        for name, line in lines.items()
        if line.data_class == DataClass.SENSITIVE
    }


@pytest.mark.req("PRV-001")
@isolate_apps("customers")
def test_a_field_that_somebody_adds_must_be_decided_on():
    class Person(models.Model):
        type = models.TextField()
        mobile_sealed = models.TextField()
        blood_group = models.TextField()

        class Meta:
            app_label = "customers"

        def __str__(self):
            return self.type

    assert undecided([Person]) == ["customers.person.blood_group"]


@pytest.mark.req("PRV-001")
def test_a_column_that_histories_gain_must_be_decided_on():
    model = apps.get_model("accounts", "HistoricalProduct")
    known = set(lines_of(HISTORY))

    assert undecided([model]) == []
    assert known == {
        *("history_id", "history_date", "history_type", "history_user", "history_change_reason"),
        *("actor", "action", "trace_id", "via", "ip", "xid", "recorded_at"),
    }
    assert is_history(model)


@pytest.mark.req("PRV-001")
def test_nothing_about_a_person_is_kept_without_a_legal_basis():
    without = [
        f"{model}.{name}"
        for model, lines in registered().items()
        for name, line in lines.items()
        if (line.data_class == DataClass.PUBLIC) != (line.basis == "none")
    ]
    assert without == []
    assert [
        line for lines in registered().values() for line in lines.values() if not line.purpose
    ] == []


def test_a_field_has_one_class():
    twice = Kept("x.y", "why", "duty", "short", "all", public="name", personal="name")

    with pytest.raises(ValueError, match="two classes"):
        lines_of(twice)


@pytest.mark.req("PRV-002")
def test_the_sensitive_fields_are_those_that_are_encrypted_and_few_may_read_them():
    lines = sensitive_lines()

    assert lines.keys() == ENCRYPTED
    assert {lines[code].readers for code in ENCRYPTED} == {
        Permission.SENSITIVE_READ,
        Permission.SAFETY_READ,
        Permission.FREE_TEXT_READ,  # how somebody agreed: those who work with her
        Permission.DISPUTE_SETTLE,
    }
    sealed = {
        f"{model._meta.label_lower}.{field.name}"
        for model in our_models()
        if not is_history(model)
        for field in model._meta.concrete_fields
        if field.name.endswith("_sealed")
    }
    assert sealed == ENCRYPTED


@pytest.mark.req("PRV-002")
def test_keys_are_of_the_class_that_the_register_says():
    lines = sensitive_lines()

    assert lines["customers.person.mobile_sealed"].retention == person.RETENTION_CLASS
    assert lines["customers.personafact.value_sealed"].retention == persona.RETENTION_CLASS
    assert lines["accounts.repfiling.id_number_sealed"].retention == filing.RETENTION
    assert {person.RETENTION_CLASS, filing.RETENTION} <= set(Retention.values)


def forms_of_ours():
    """Every form class of our apps; the pages bring them in."""
    assert get_resolver().url_patterns
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.partition(".")[0] in OURS:
                found.add(kind)
    return found


def names_in(language):
    with translation.override(language):
        for model in our_models():
            for field in model._meta.concrete_fields:
                yield field.name
                yield str(field.verbose_name)
        for form in forms_of_ours():
            for name, field in form.base_fields.items():
                yield name
                yield str(field.label or "")


@pytest.mark.req("PRV-003")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_field_asks_for_anybodys_private_life(language):
    assert len(forms_of_ours()) > 40
    assert {name for name in names_in(language) if names_private_life(name)} == set()


@pytest.mark.req("CN-006")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_field_holds_prescription_counts(language):
    assert {name for name in names_in(language) if names_prescription_counts(name)} == set()


@pytest.mark.req("CN-006")
def test_no_figure_counts_prescriptions():
    names = {word for kpi in KPIS.values() for word in (kpi.code, str(kpi.title))}
    assert {name for name in names if names_prescription_counts(name)} == set()


@pytest.mark.req("PRV-003")
@pytest.mark.parametrize(
    "name",
    ["birthday", "birth_date", "hobbies", "family", "religion", "生日", "爱好", "家庭情况", "信仰"],
)
def test_such_a_field_would_be_found(name):
    assert names_private_life(name)


@pytest.mark.req("PRV-003")
@pytest.mark.parametrize(
    ("note", "is_private"),
    [
        ("Her birthday is in May, likes opera.", True),
        ("他女儿今年高考，爱好钓鱼。", True),
        ("信佛，不喝酒", True),
        ("Asked about dosing in children and in family medicine.", False),
        ("关心儿童用药剂量，家庭医生签约患者多。", False),
        ("", False),
    ],
)
def test_a_note_about_private_life_is_noticed(note, is_private):
    assert tells_of_private_life(note) == is_private


@pytest.mark.req("PRV-003")
def test_the_warning_stands_beside_each_note_and_refuses_nothing(as_user, lin, zhou):
    page = as_user(lin).get(f"/requests/new/?customer={zhou.customer.uuid}").text

    watched = re.findall(r'data-watched-by="([^"]+)"', page)
    assert watched == ["id_words_private"]
    assert f'id="{watched[0]}"' in page
    assert IN_NOTES.split("|")[1] in page
    assert 'src="/static/js/private_life' in page
