"""Input of tags."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TagNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the tag"), max_length=40)


class TagEditForm(TagNameForm):
    is_archived = forms.BooleanField(
        label=_("Retired"),
        required=False,
        help_text=_("Not offered or shown any more; the customers that have it keep it"),
    )
