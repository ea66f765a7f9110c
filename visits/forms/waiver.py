"""Asking for a waiver, deciding on one, and the list's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField
from visits.models import Against, Waiver


class WaiverForm(forms.Form):
    against = forms.MultipleChoiceField(
        label=_("What is to be waived"),
        choices=Against.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = SentenceField(label=_("Why this visit matters"), max_length=500)


class ApproveForm(forms.Form):
    prefix = "approve"
    because = SentenceField(label=_("Remark"), max_length=300, required=False)


class RefuseForm(forms.Form):
    prefix = "refuse"
    because = SentenceField(label=_("Why it is refused"), max_length=300)


class WaiverFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Waiting")), ("all", _("All")), *Waiver.Status.choices[1:]],
    )

    def narrow(self, waivers):
        self.is_valid()
        status = self.cleaned_data.get("status")
        if status == "all":
            return waivers
        return waivers.filter(status=status or Waiver.Status.REQUESTED)
