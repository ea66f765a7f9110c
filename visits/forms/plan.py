"""The form in which a visit is planned or its plan changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.forms.record import RecordForm, day_input, length_input, text

FIRST = ["day", "time", "planned_minutes", "objective", "objective_measure", "objective_by"]
MORE = ["topic", "materials", "next_step", "participants", "channel", "is_requested"]


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
    objective_measure = text(_("Measure"), length=200, hint=_("by what you will know"))
    objective_by = day_input(_("To be reached by"))

    @property
    def first(self):
        return [self[name] for name in FIRST]

    @property
    def more(self):
        return [self[name] for name in MORE]
