"""Input of tags."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Tag


class TagNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the tag"), max_length=40)


class CustomerTagsForm(forms.Form):
    tags = forms.ModelMultipleChoiceField(
        label=_("Tags"),
        queryset=Tag.objects.none(),
        to_field_name="uuid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = Tag.objects.visible_to(user).in_use()


class TagEditForm(TagNameForm):
    is_archived = forms.BooleanField(
        label=_("Retired"),
        required=False,
        help_text=_("Not offered or shown any more; the customers that have it keep it"),
    )
