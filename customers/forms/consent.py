"""Input of consents, and the filters of their list."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from customers.models import Consent
from customers.search import matching

TOLD = [choice for choice in Consent.How.choices if choice[0] != Consent.How.OWN_PAGE]


class ConsentForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What was said"),
        choices=[("given", _("Agreed")), ("withdrawn", _("Withdrawn or refused"))],
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=Consent.Purpose,
        initial=Consent.Purpose.CONTACT,
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=Consent.Channel, widget=forms.CheckboxSelectMultiple
    )
    said_on = DayField(label=_("Said on"), initial=timezone.localdate)
    how = forms.ChoiceField(
        label=_("How"), choices=TOLD, initial=Consent.How.SPOKEN, widget=forms.RadioSelect
    )
    words = SentenceField(
        label=_("Who said it where"),
        required=False,
        help_text=_("Kept encrypted; needed where no file is added"),
    )
    evidence_file = forms.FileField(
        label=_("Signed paper or screenshot"), required=False, help_text=_("PDF or picture")
    )
    notice_version = forms.CharField(
        label=_("Version of the notice"),
        max_length=40,
        required=False,
        help_text=_("Of the text that was shown; needed where somebody agrees"),
    )


class ConsentFilter(forms.Form):
    q = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("Name or code")}),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        required=False,
        choices=[("", _("Every purpose")), *Consent.Purpose.choices],
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[("", _("Every channel")), *Consent.Channel.choices],
    )
    answer = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("Every answer")), *Consent.Answer.choices],
    )
    which = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[("", _("Those that count")), ("all", _("Earlier ones too"))],
    )

    def narrow(self, consents):
        """What does not fit (a mistyped address) is left out."""
        self.is_valid()
        said = self.cleaned_data
        for name in ("purpose", "channel", "answer"):
            if said.get(name):
                consents = consents.filter(**{name: said[name]})
        if said.get("q"):
            consents = consents.filter(customer__in=matching(said["q"]))
        return consents if said.get("which") == "all" else consents.in_force()
