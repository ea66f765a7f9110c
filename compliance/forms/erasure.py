"""Input of erasures and legal holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField
from accounts.forms.signature import SigningForm


class RequestForm(forms.Form):
    reason = SentenceField(
        label=_("Why the data are to be erased"),
        help_text=_("Who asked, when and how; without the person's name. This text is kept."),
    )


class DecisionForm(SigningForm):
    field_order = ["verdict", "because"]
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("approve", _("Approve and carry out")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    because = SentenceField(help_text=_("Without the person's name. This text is kept."))


class HoldForm(forms.Form):
    matter = forms.CharField(
        label=_("Matter for which the data are needed"),
        max_length=199,
        help_text=_("An inquiry or lawsuit; nothing is erased before it ends"),
    )


class ReleaseForm(forms.Form):
    because = SentenceField(label=_("Why the data are no longer needed"))
