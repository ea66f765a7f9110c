"""Input about products, their key messages, and the companies that hold the authorisation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.models import KeyMessage, LegalEntity
from accounts.models.legal_entity import check_credit_code


class ProductForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=100)
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False)
    category = forms.CharField(
        label=_("Category"), max_length=60, help_text=_("What a filing covers is counted in these")
    )
    holder = forms.ModelChoiceField(
        empty_label=CHOOSE,
        label=_("Marketing authorisation holder"),
        queryset=LegalEntity.objects.none(),
        to_field_name="uuid",
    )
    is_active = forms.BooleanField(label=_("Is promoted"), required=False, initial=True)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = LegalEntity.objects.visible_to(user)


class KeyMessageForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=KeyMessage.Kind, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Text"), max_length=200)
    text_en = forms.CharField(label=_("English text"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("Is in use"), required=False, initial=True)


class LegalEntityForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    credit_code = forms.CharField(
        label=_("Unified social credit code"), max_length=18, validators=[check_credit_code]
    )


class ProductFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Promoted")), ("closed", _("No longer promoted")), ("all", _("All"))],
        required=False,
    )

    def narrow(self, products):
        self.is_valid()
        state = self.cleaned_data.get("state")
        return products if state == "all" else products.filter(is_active=state != "closed")
