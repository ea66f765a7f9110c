"""Input of the service table."""

from django import forms

from visits.models import ServiceLevel


class ServiceLevelForm(forms.ModelForm):
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
