"""Input of a customer's own page, and of settling what she disputes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField
from customers.models import Consent
from visits.models import CustomerAnswer


class OwnAnswerForm(forms.Form):
    """About one visit, by its uuid."""

    visit = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("confirm", ""), ("dispute", "")])
    words = forms.CharField(max_length=500, required=False)


class OwnWithdrawalForm(forms.Form):
    purpose = forms.ChoiceField(choices=Consent.Purpose)
    channel = forms.ChoiceField(choices=Consent.Channel)


class SettleForm(forms.Form):
    settlement = SentenceField(
        label=_("How it was settled"), help_text=_("Without the person's name: this text stays")
    )


class DisputeFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Waiting")), ("settled", _("Settled")), ("all", _("Every state"))],
    )

    def narrow(self, rows):
        self.is_valid()
        state = self.cleaned_data.get("state")
        if state == "all":
            return rows
        return rows.filter(status=state or CustomerAnswer.Status.DISPUTED)
