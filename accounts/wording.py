"""What people write is looked at as they write it and when they hand it in (CMP-06). Nobody is held up: what has to
stand stands, for a reason, and compliance learns of it.

Which words are meant, upper apps say (registry.wording_checks); whose texts are looked at afterwards, whichever door
they came through, the owners of the texts (registry.checked_texts).
"""

from dataclasses import dataclass
from enum import StrEnum

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.history import insisting
from accounts.registry import wording_checks

NOTE_LENGTH = 200  # characters; a text that may be longer can tell a story
LONGEST = 20_000  # characters that are looked at
REASON = "wording_reason"  # of an API's body


class Wording(StrEnum):
    """What a form does about words; the field's own note tells of them in both cases."""

    ASK = "ask"  # once, why they have to stand
    TELL = "tell"


@dataclass(frozen=True)
class Hit:
    word: str
    why: object
    instead: object
    is_negated: bool = False
    # Whether it is asked why it has to stand.
    asks: bool = False


@dataclass(frozen=True)
class CheckedText:
    """Fields of a recorded model that hold what people wrote; the sealed ones under the key of its customer."""

    model: type[Model]
    fields: tuple[str, ...]
    sealed: tuple[str, ...] = ()
    retention_class: str = ""


def hits_in(text):
    if not text.strip():
        return []
    return [hit for function in wording_checks for hit in function(text[:LONGEST])]


def is_note(field):
    """Whether people write sentences there: a bound field."""
    widget, length = field.field.widget, getattr(field.field, "max_length", 0) or 0
    if isinstance(widget, forms.Textarea):
        return True
    return type(widget) is forms.TextInput and length >= NOTE_LENGTH


def wording_of(field):
    """What the field's form does about words: a Wording, or None."""
    return getattr(field.form, "wording", None) if is_note(field) else None


def reason_name(name):
    return f"{name}_wording"


def reason_for(field):
    return field.form.data.get(reason_name(field.html_name), "").strip()


def reasons_of(form):
    """Why words have to stand, field by field, or None where one still asks: its sentence then stands beside it."""
    if getattr(form, "wording", None) != Wording.ASK:
        return ""
    reasons = {field.name: reason_for(field) for field in _asking(form)}
    for name, reason in reasons.items():
        if not reason:
            form.add_error(name, _("Say it in other words, or say below why it has to stand."))
    return "; ".join(reasons.values()) if all(reasons.values()) else None


def check_body(reader, reason):
    """The same for the API: raises with the words of each field, unless the body says why they have to stand."""
    found = {
        name: [hit.word for hit in hits_in(reader.validated_data[name]) if hit.asks]
        for name in reader.validated_data
        if _is_text(reader.fields.get(name), reader.validated_data[name])
    }
    refused = {
        name: _("Say “%(words)s” in other words, or say in %(name)s why it has to stand.")
        % {"words": ", ".join(words), "name": REASON}
        for name, words in found.items()
        if words
    }
    if refused and not reason:
        raise ValidationError(refused)
    return reason if refused else ""


def standing(reasons):
    """What is recorded inside has these reasons beside its own."""
    return insisting(reasons)


def _asking(form):
    return [
        field
        for field in form.visible_fields()
        if is_note(field)
        and field.name in form.changed_data
        and any(hit.asks for hit in hits_in(str(form.cleaned_data.get(field.name) or "")))
    ]


def _is_text(field, value):
    length = getattr(field, "max_length", None)
    return (
        isinstance(value, str)
        and type(field).__name__ == "CharField"
        and (length is None or length >= NOTE_LENGTH)
    )
