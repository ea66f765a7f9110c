"""Input of a tier."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from customers.models import Tier


class TierForm(forms.Form):
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier, widget=forms.RadioSelect)
    valid_from = DayField(
        label=_("From"), initial=timezone.localdate, help_text=_("Today or later")
    )
    reason = SentenceField(help_text=_("Stays in the customer's history"))
