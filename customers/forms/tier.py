"""Input of a tier."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.customer import DAY
from customers.models import Tier


class TierForm(forms.Form):
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier, widget=forms.RadioSelect)
    valid_from = forms.DateField(
        label=_("From"), widget=DAY, initial=timezone.localdate, help_text=_("Today or later")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays in the customer's history"),
    )
