"""What a rep hands to Quality about an adverse event."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RevealForm(forms.Form):
    because = forms.CharField(
        label=_("What do you need it for?"),
        max_length=200,
        help_text=_("Written into the access log"),
    )


class AdverseEventForm(forms.Form):
    what_happened = forms.CharField(
        label=_("What did the customer tell you?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        help_text=_("No patient's name. Quality asks for what is missing."),
    )
