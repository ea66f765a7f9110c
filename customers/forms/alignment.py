"""Input of alignments: one customer into a territory, many from one to another."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField
from accounts.models import Territory
from customers.models import Customer, Tier


def leaves(user):
    return Territory.objects.visible_to(user).leaves().filter(is_active=True)


class AlignForm(forms.Form):
    territory = forms.ModelChoiceField(
        label=_("Territory"), empty_label=CHOOSE, queryset=Territory.objects.none()
    )
    valid_from = DayField(label=_("From"), initial=timezone.localdate)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = leaves(user)


class RealignForm(forms.Form):
    """Read from the address for the preview, and posted to do it."""

    source = forms.ModelChoiceField(
        label=_("From territory"),
        empty_label=CHOOSE,
        queryset=Territory.objects.none(),
        to_field_name="code",
    )
    target = forms.ModelChoiceField(
        label=_("To territory"),
        empty_label=CHOOSE,
        queryset=Territory.objects.none(),
        to_field_name="code",
    )
    on = DayField(label=_("From the day"), initial=timezone.localdate)
    kind = forms.ChoiceField(
        label=_("Only"),
        choices=[("", _("All customers")), *Customer.Kind.choices],
        required=False,
    )
    tier = forms.ChoiceField(
        label=_("Only the tier"), choices=[("", _("Every tier")), *Tier.choices], required=False
    )
    city = forms.CharField(label=_("Only the city"), max_length=60, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            self.fields[name].queryset = leaves(user)

    def where(self):
        return {name: self.cleaned_data[name] for name in ("source", "target", "on")}
