"""A plan that repeats: from when, how often, until when, and what a day off does to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.forms.offers import Offers
from visits.forms.record import chips, day_input, length_input, text
from visits.record import Talk
from visits.repetition import MOST, OnClosed, Repetition, Rhythm


class RepeatedForm(forms.Form):
    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    rhythm = chips(Rhythm.choices, _("How often"))
    until = day_input(_("Until"))
    count = forms.IntegerField(
        label=_("Number of times"),
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    on_closed = chips(OnClosed.choices, _("On a day off"))
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    minutes = length_input()
    objective = text(_("Objective"), length=300, hint=_("the same for all; may stay empty"))
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, data=None, *, rep, customer, day):
        first = {"first": day, "rhythm": Rhythm.WEEK, "on_closed": OnClosed.MOVE}
        super().__init__(data, initial=first)
        self.offered = Offers.of_plan(rep, customer, day).products
        offered = [(key, str(product)) for key, product in self.offered.items()]
        self.fields["product"].choices = [("", _("No product")), *offered]

    def clean(self):
        said = super().clean()
        if not said.get("rhythm") and "rhythm" not in self.errors:
            self.add_error("rhythm", _("Say how often."))
        if not said.get("until") and not said.get("count") and not self.errors:
            self.add_error("until", _("Say until when, or how many times."))
        return said

    def plan(self):
        """(repetition, further keyword arguments) as plan_series takes them."""
        said = self.cleaned_data
        chosen = self.offered.get(said["product"])
        repetition = Repetition(
            first=said["first"],
            rhythm=Rhythm(said["rhythm"]),
            until=said["until"],
            count=said["count"],
            on_closed=OnClosed(said["on_closed"] or OnClosed.MOVE),
        )
        clock = {"time": said["time"], "minutes": said["minutes"]}
        talks = {"products": [Talk(chosen)] if chosen else []}
        return repetition, {"objective": said["objective"]} | clock | talks

    def take(self, refusal):
        """What the verb refused, beside its field where it has one."""
        for name, sentences in refusal.message_dict.items():
            self.add_error(name if name in self.fields else None, sentences)
