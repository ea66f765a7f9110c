"""How an organisation receives representatives, as it is written down and put right."""

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from customers.models import Location, ReceptionPolicy
from customers.models.reception_policy import usually_banned
from customers.reception_words import ORDINALS


def numbers(label, choices, hint):
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=hint,
    )


def clock(label):
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


def line(label, length, hint=""):
    return forms.CharField(label=label, max_length=length, required=False, help_text=hint)


class ReceptionForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("How they receive"), choices=ReceptionPolicy.Mode.choices, widget=forms.RadioSelect
    )
    weekdays = numbers(_("Weekdays"), WEEKDAYS.items(), _("none: every working day"))
    weeks = numbers(_("Weeks of the month"), ORDINALS.items(), _("none: every week"))
    opens_at = clock(_("From"))
    closes_at = clock(_("Until"))
    place = line(_("Reception place"), 200)
    host = line(_("Who receives"), 200, _("A department or a person"))
    lead_days = forms.IntegerField(
        label=_("Working days ahead"), min_value=0, max_value=60, initial=0, required=False
    )
    documents = line(_("Documents to bring"), 300)
    group_size = forms.IntegerField(
        label=_("People at most"), min_value=1, max_value=100, required=False
    )
    banned_locations = forms.MultipleChoiceField(
        label=_("Closed places"),
        choices=Location.choices,
        initial=usually_banned,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever is met there says why, and compliance is told"),
    )
    missing_appointment = forms.ChoiceField(
        label=_("A visit against the rule"),
        choices=ReceptionPolicy.Effect.choices,
        initial=ReceptionPolicy.Effect.BLOCK,
        widget=forms.RadioSelect,
    )
    source = line(_("Source"), 200, _("Such as the notice's title and number"))
    document = forms.FileField(label=_("Picture or PDF of it"), required=False)
    valid_from = DayField(label=_("Valid from"), initial=timezone.localdate)
    valid_to = DayField(
        label=_("Valid to"), required=False, help_text=_("empty: until further notice")
    )

    def clean_lead_days(self):
        return self.cleaned_data["lead_days"] or 0


class ReceptionEditForm(ReceptionForm):
    valid_from = None
    because = SentenceField(label=_("What was wrong"), max_length=300)


class ReceptionEndForm(forms.Form):
    prefix = "end"
    on = DayField(label=_("Last day"), initial=timezone.localdate)
    because = SentenceField(required=False, max_length=300)


def values_of(policy):
    return {name: getattr(policy, name) for name in ReceptionForm.base_fields if name != "document"}
