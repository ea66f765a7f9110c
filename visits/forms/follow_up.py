"""Adding a follow-up by hand, and the list's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.wording import Wording


class FollowUpForm(forms.Form):
    wording = Wording.TELL

    what = forms.CharField(label=_("What"), max_length=300)
    due_on = forms.DateField(
        label=_("Due"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class FollowUpFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Open")),
            ("late", _("Overdue")),
            ("closed", _("Closed")),
            ("all", _("All")),
        ],
    )

    def narrow(self, rows, today):
        self.is_valid()
        state = self.cleaned_data.get("state")
        if state == "all":
            return rows
        if state == "closed":
            return rows.closed()
        return rows.open().filter(due_on__lt=today) if state == "late" else rows.open()
