"""A person's own settings and tokens."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import time_zones
from accounts.models import ApiToken


class SettingsForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    emails_wanted = forms.BooleanField(
        label=_("Reminders by e-mail"),
        required=False,
        help_text=_("They stand in the inbox in any case"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones.choices(self.initial.get("time_zone"))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Which program is it for?"))
    scope = forms.ChoiceField(
        label=_("It may"), choices=ApiToken.Scope, initial="read", widget=forms.RadioSelect
    )
