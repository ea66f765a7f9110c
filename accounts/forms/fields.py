"""Fields that several forms share, and how a verb's refusal comes back to its form."""

from datetime import date

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.wording import Wording, reasons_of, standing

# What is further away was mistyped; sums with such days run out of the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def clean(self, value):
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(_("Check the year of this day."))
        return day


class SentenceField(forms.CharField):
    """A reason in somebody's own words."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **options):
        super().__init__(**({"label": _("Reason"), "max_length": 500} | options))


class WrittenForm(forms.Form):
    """What people write in it about customers is looked at (CMP-06)."""

    wording = Wording.ASK


class EndForm(forms.Form):
    on = DayField(label=_("Last day"))
    because = SentenceField(required=False)


class BecauseForm(forms.Form):
    because = SentenceField()


def carry_out(form, verb, *args, **values):
    """What the verb answers, or None when it refused: its sentences then stand beside the form's fields."""
    reasons = reasons_of(form)
    if reasons is None:
        return None
    try:
        with standing(reasons):
            return verb(*args, **values)
    except ValidationError as refusal:
        named = refusal.error_dict if hasattr(refusal, "error_dict") else {}
        for name, errors in (named or {NON_FIELD_ERRORS: refusal.error_list}).items():
            form.add_error(name if name in form.fields else None, errors)
        return None
