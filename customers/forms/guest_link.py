"""Input of a link that lets a customer see a page of their own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.services.guest_link import DAYS, MOST_DAYS


class LinkForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days until it expires"),
        initial=DAYS,
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
