"""The form in which a visit is planned or its plan changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.forms.record import RecordForm, length_input

FIRST = ["day", "time", "planned_minutes", "objective"]
MORE = ["topic", "next_step", "participants", "channel", "is_requested"]


class PlanForm(RecordForm):
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )

    planned_minutes = length_input()

    @property
    def first(self):
        return [self[name] for name in FIRST]

    @property
    def more(self):
        return [self[name] for name in MORE]
