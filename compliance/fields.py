"""The field register as people read it: each field with its name, purpose, class, basis, term and readers (PRV-001)."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.field_register import Line, registered
from compliance.history import kind_of, models_by_label


@dataclass(frozen=True)
class Shown:
    kept: Line
    kind: str  # the record in words; our own tables and the libraries' have only their code
    label: str

    @property
    def code(self):
        return f"{self.kept.model}.{self.kept.name}"

    @property
    def words(self):
        """What a search looks through."""
        return f"{self.code} {self.kind} {self.label} {self.kept.purpose}".lower()


def all_fields():
    known, recorded = registered(), models_by_label()
    return [
        Shown(line, "" if kind == model else kind, _label(recorded.get(model), name))
        for model, kind in kinds_of_records()
        for name, line in known[model].items()
    ]


def kinds_of_records():
    """(model, words): what people work with first, by its words."""
    recorded = models_by_label()
    named = [
        (model, kind_of(recorded[model]) if model in recorded else model) for model in registered()
    ]
    named = [
        (model, _("History of each record") if model == "history" else kind)
        for model, kind in named
    ]
    return sorted(named, key=lambda pair: (pair[0] not in recorded, pair[1]))


def _label(model, name):
    """Only recorded models' fields have names in all languages."""
    if model is None:
        return name
    return capfirst(_(str(model._meta.get_field(name).verbose_name)))
