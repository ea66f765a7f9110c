"""A draft of the scoring model, part by part: the weights of one type of customer, points, thresholds and cells."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from customers.models import ScoringModel, Tier
from customers.scoring import FULL, WHOLE, Axis, all_cells, cell_words, criteria, customer_types

CELLS, POINTS = "cells", "points"
THRESHOLDS = ["value_mid", "value_high", "need_mid", "need_high"]


def parts():
    """{word in the address: label} of the parts of a draft; each is saved alone."""
    return {CELLS: _("Thresholds and cells"), POINTS: _("Points of each fact")} | customer_types()


def form_of(part, draft, data=None):
    kind = {CELLS: CellsForm, POINTS: PointsForm}.get(part)
    return kind(data, draft=draft) if kind else WeightsForm(data, draft=draft, type_=part)


class WeightsForm(forms.Form):
    """Empty throughout: this type is not scored."""

    def __init__(self, data=None, *, draft, type_):
        super().__init__(data)
        self.draft, self.type = draft, type_
        now = draft.weights.get(type_, {})
        # Value first, as everywhere.
        for code, criterion in sorted(
            criteria().items(), key=lambda one: one[1].axis != Axis.VALUE
        ):
            if criterion.suits(type_):
                self.fields[code] = forms.IntegerField(
                    label=criterion.title,
                    required=False,
                    min_value=0,
                    max_value=WHOLE,
                    initial=now.get(code),
                    help_text=f"{criterion.axis.label}, %",
                )

    def definition(self):
        given = {code: weight for code, weight in self.cleaned_data.items() if weight}
        others = {name: one for name, one in self.draft.weights.items() if name != self.type}
        return {"weights": others | ({self.type: given} if given else {})}


class PointsForm(forms.Form):
    def __init__(self, data=None, *, draft):
        super().__init__(data)
        for code, criterion in criteria().items():
            scale = draft.scales.get(code, criterion.scale)
            for fact in criterion.scale:
                counted = fact == FULL
                self.fields[f"{code}:{fact}"] = forms.IntegerField(
                    label=criterion.title,
                    help_text=_("100 points from this many on")
                    if counted
                    else (criterion.labels or {}).get(fact, fact),
                    min_value=1 if counted else 0,
                    max_value=1_000_000 if counted else WHOLE,
                    initial=scale.get(fact, criterion.scale[fact]),
                )

    def definition(self):
        scales = {}
        for name, points in self.cleaned_data.items():
            code, _colon, fact = name.partition(":")
            scales.setdefault(code, {})[fact] = points
        return {"scales": scales}


class CellsForm(forms.ModelForm):
    class Meta:
        model = ScoringModel
        fields = THRESHOLDS

    def __init__(self, data=None, *, draft):
        super().__init__(data, initial={name: getattr(draft, name) for name in THRESHOLDS})
        for cell in all_cells():
            self.fields[cell] = forms.ChoiceField(
                label=cell_words(cell), choices=Tier, initial=draft.cells[cell]
            )

    def _post_clean(self):
        """Judged as a whole by the verb."""

    def definition(self):
        said = self.cleaned_data
        return {name: said[name] for name in THRESHOLDS} | {
            "cells": {cell: said[cell] for cell in all_cells()}
        }


class PublishForm(forms.Form):
    valid_from = DayField(
        label=_("From"), initial=timezone.localdate, help_text=_("Today or later")
    )
    because = SentenceField(help_text=_("Stays in the history of the model"))


def weights_in_words(model):
    """[(type, [(axis, [(criterion, weight)])])] for reading."""
    known, types = criteria(), customer_types()
    return [
        (
            types[type_],
            [
                (
                    axis.label,
                    [
                        (known[code].title, weight)
                        for code, weight in model.weights[type_].items()
                        if weight and code in known and known[code].axis == axis
                    ],
                )
                for axis in Axis
            ],
        )
        for type_ in types
        if type_ in model.weights
    ]
