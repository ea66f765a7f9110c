"""How a proposed change of data is known, how it is decided, and the list's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField, WrittenForm
from customers.models import DataChange


class EvidenceFields(WrittenForm):
    """Mixed into the form of a customer's data; left out for those whose changes nobody confirms."""

    evidence = SentenceField(
        label=_("How you know it"),
        max_length=300,
        required=False,
        help_text=_("Needed where a marked field changes: a data steward confirms those"),
    )
    evidence_file = forms.FileField(
        label=_("A picture or a PDF of it"),
        required=False,
        help_text=_("Such as a name card or the door plate; 20 MB at most"),
    )


class AcceptForm(WrittenForm):
    prefix = "accept"
    because = SentenceField(label=_("Remark"), max_length=300, required=False)


class RejectForm(WrittenForm):
    prefix = "reject"
    because = SentenceField(label=_("Why it is rejected"), max_length=300)


class DataChangeFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Waiting")), ("all", _("All")), *DataChange.Status.choices[1:]],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *DataChange.Kind.choices]
    )
    mine = forms.ChoiceField(
        label=_("Proposed by"),
        required=False,
        choices=[("", _("Proposed by anybody")), ("1", _("Proposed by me"))],
    )

    def narrow(self, changes, user):
        self.is_valid()
        said = self.cleaned_data
        status = said.get("status") or DataChange.Status.WAITING
        if status != "all":
            changes = changes.filter(status=status)
        if said.get("kind"):
            changes = changes.filter(kind=said["kind"])
        return changes.filter(filed_by=user.pk) if said.get("mine") else changes
