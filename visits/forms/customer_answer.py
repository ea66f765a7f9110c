"""Input of a customer's own page, and of settling what she disputes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField
from customers.models import Consent, PersonaFact
from visits.models import CustomerAnswer

Kind = PersonaFact.Kind


class OwnAnswerForm(forms.Form):
    visit = forms.UUIDField()
    answer = forms.ChoiceField(choices=[("confirm", _("It was so")), ("dispute", _("Dispute"))])
    words = forms.CharField(max_length=500, required=False)


class OwnWithdrawalForm(forms.Form):
    purpose = forms.ChoiceField(choices=Consent.Purpose)
    channel = forms.ChoiceField(choices=Consent.Channel)


class OwnWishesForm(forms.Form):
    visits_wanted = forms.ChoiceField(
        label=_("Visits"),
        required=False,
        choices=[("", _("Not said")), *PersonaFact.Wanted.choices],
    )
    channel = forms.ChoiceField(
        label=_("Best reached"),
        required=False,
        choices=[("", _("Not said")), *PersonaFact.Channel.choices],
    )
    times = forms.CharField(label=_("Best times"), required=False, max_length=200)

    @property
    def wishes(self):
        """{kind of persona fact: value}"""
        return {Kind(name): value for name, value in self.cleaned_data.items()}


class SettleForm(forms.Form):
    settlement = SentenceField(
        label=_("How it was settled"),
        help_text=_("Without names: the customer reads it on their own page, and it stays"),
    )


class DisputeFilter(forms.Form):
    """Those that wait, unless the address says otherwise."""

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
