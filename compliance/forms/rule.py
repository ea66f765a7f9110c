"""Other values for a rule's parameters."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from accounts.parameters import DECLARED


class WordsField(forms.CharField):
    def __init__(self, **options):
        super().__init__(help_text=_("Separated by commas"), **options)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        words = super().clean(value).replace("，", ",").split(",")
        return [word.strip() for word in words if word.strip()]


class ParametersForm(forms.Form):
    """A field for each declared parameter; `values` are those that hold now."""

    valid_from = DayField(
        label=_("Valid from"), help_text=_("At the earliest the day of the approval")
    )
    reason = SentenceField()

    def __init__(self, *args, code, values, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = list(DECLARED[code])
        for name, parameter in DECLARED[code].items():
            self.fields[name] = _field(parameter, values[name])
        self.order_fields([*self.names, "valid_from", "reason"])
        self.fields["valid_from"].initial = timezone.localdate() + timedelta(days=1)

    def said(self):
        """What propose_parameters() takes."""
        chosen = self.cleaned_data
        return {
            "values": {name: chosen[name] for name in self.names},
            "valid_from": chosen["valid_from"],
            "reason": chosen["reason"],
        }


def _field(parameter, value):
    options = {"label": parameter.label, "initial": value}
    if isinstance(parameter.default, bool):
        return forms.BooleanField(required=False, **options)
    if isinstance(parameter.default, int):
        return forms.IntegerField(
            min_value=parameter.least,
            max_value=parameter.most,
            help_text=parameter.unit,
            **options,
        )
    return WordsField(required=False, **options)
