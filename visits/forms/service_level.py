"""Input of the service table."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.choosing import CHOOSE
from customers.models import Tier
from visits.models import Department, Request, ServiceLevel


class ServiceLevelForm(forms.ModelForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", CHOOSE), *Request.Kind.choices])
    tier = forms.ChoiceField(
        label=_("Tier"), choices=[("", _("Every other")), *Tier.choices], required=False
    )
    department = forms.ChoiceField(
        label=pgettext_lazy("of our side", "Department"),
        choices=[("", CHOOSE), *Department.choices],
    )

    class Meta:
        model = ServiceLevel
        fields = [
            "kind",
            "tier",
            "department",
            "response_hours",
            "resolution_hours",
            "valid_from",
        ]
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
