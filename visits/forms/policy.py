"""The next version of the visit policy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.criteria import CRITERIA
from visits.forms.record import day_input


class PolicyForm(forms.Form):
    valid_from = day_input(_("Valid from"))
    criteria = forms.MultipleChoiceField(
        label=_("An effective visit meets all of these"), widget=forms.CheckboxSelectMultiple
    )
    minimum_minutes = forms.IntegerField(
        label=_("Shortest visit, minutes"), min_value=1, max_value=240
    )
    submit_within_hours = forms.IntegerField(
        label=_("Logged within, hours"), min_value=1, max_value=24 * 31
    )
    back_date_days = forms.IntegerField(
        label=_("May be logged for, days"), min_value=0, max_value=90
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = True
        self.fields["criteria"].choices = [
            (code, _plain(criterion.title)) for code, criterion in CRITERIA.items()
        ]


def _plain(title):
    """The title with what its version will say left open."""
    return str(title) % {"minutes": "…", "hours": "…"}
