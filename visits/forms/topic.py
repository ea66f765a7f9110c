"""Input of topics."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TopicForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    is_active = forms.BooleanField(label=_("Is in use"), required=False, initial=True)
