"""Input of a saved filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import TerritoryField
from accounts.models import Territory


class SegmentEditForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    shared_with = TerritoryField(
        label=_("Share with"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("Only me"),
        help_text=_("The people of this territory, and of those below and above it, see it too"),
    )

    def __init__(self, *args, user, around=None, **kwargs):
        """`around` is the territory by which the list is narrowed."""
        super().__init__(*args, **kwargs)
        chosen = self.data.get("shared_with", "") or self.initial.get("shared_with", "")
        self.fields["shared_with"].offer_to(user, chosen, around=around)


class SegmentForm(SegmentEditForm):
    query = forms.CharField(max_length=2000, widget=forms.HiddenInput)
