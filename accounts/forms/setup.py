"""Which set-up file, and what is in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.permissions import can


def kinds_for(user):
    return [kind for kind in registry.setup_kinds if can(user, kind.permission)]


class SetupForm(forms.Form):
    kind = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(label=_("CSV file"), help_text=_("UTF-8 or GB18030"))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds_for(user)]
