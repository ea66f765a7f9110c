"""What should stand instead, and why; and the list's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField
from accounts.forms.signature import SigningForm
from visits.forms.log import LogForm
from visits.forms.record import text
from visits.models import VisitAmendment


class AmendmentForm(LogForm):
    """The log form of a visit that is submitted: what it brings about is not done twice."""

    follow_up_on = question_kind = question_words = device_time = None
    reason = text(_("Why it has to be put right"), rows=2)


class AcceptForm(SigningForm):
    prefix = "accept"

    def reason(self):
        return {}


class RejectForm(SigningForm):
    prefix = "reject"
    field_order = ["because"]
    because = SentenceField(label=_("Why it is rejected"), max_length=300)

    def reason(self):
        return {"because": self.cleaned_data["because"]}


class AmendmentFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Waiting")), ("all", _("All")), *VisitAmendment.Status.choices[1:]],
    )

    def narrow(self, amendments):
        self.is_valid()
        status = self.cleaned_data.get("status")
        if status == "all":
            return amendments
        return amendments.filter(status=status or VisitAmendment.Status.FILED)
