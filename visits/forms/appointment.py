"""Asking a house for an appointment, noting its answer, and the list's filter."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from visits.forms.record import MOMENT
from visits.house_rules import ZONE
from visits.models import Appointment


def clock(label):
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


def line(label, length, *, required=False, hint=""):
    return forms.CharField(label=label, max_length=length, required=required, help_text=hint)


class AppointmentForm(forms.Form):
    day = DayField(label=_("Day"))
    opens_at = clock(_("From"))
    closes_at = clock(_("Until"))
    place = line(_("Place"), 200)
    host = line(_("Who receives"), 200)
    topic = line(_("Topic"), 200)

    def clean(self):
        said = super().clean()
        if {"opens_at", "closes_at"} <= said.keys() and said["closes_at"] <= said["opens_at"]:
            raise ValidationError({"closes_at": _now("The appointment ends before it begins.")})
        return said

    def values(self):
        said = dict(self.cleaned_data)
        day, opens, closes = (said.pop(name) for name in ("day", "opens_at", "closes_at"))
        times = {"starts_at": opens, "ends_at": closes}
        return said | {name: datetime.combine(day, at, ZONE) for name, at in times.items()}


class ApproveForm(forms.Form):
    prefix = "approve"
    approved_by = line(
        _("Given by"), 200, required=True, hint=_("A person or department of the house")
    )
    approved_at = forms.DateTimeField(
        label=_("Given at"),
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        initial=timezone.now,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )
    answer = line(_("Answer"), 300)
    evidence = forms.FileField(
        label=_("Evidence"), required=False, help_text=_("Such as a picture of the message")
    )


class RefuseForm(forms.Form):
    prefix = "refuse"
    answer = SentenceField(label=_("What the house said"), max_length=300)


class CancelForm(forms.Form):
    prefix = "cancel"
    because = SentenceField(label=_("Why it is cancelled"), max_length=300)


class AppointmentFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("To come")), ("all", _("All")), *Appointment.Status.choices],
    )
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[("", _("Everybody's")), ("mine", _("Mine"))], required=False
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user

    def narrow(self, appointments):
        self.is_valid()
        chosen = self.cleaned_data
        status = chosen.get("status")
        if not status:
            appointments = appointments.open().filter(ends_at__gte=timezone.now())
        elif status != "all":
            appointments = appointments.filter(status=status)
        return appointments.filter(rep=self.user) if chosen.get("whose") else appointments
