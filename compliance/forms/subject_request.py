"""Input of a person's requests for her data."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from compliance.models import SubjectRequest


class ReceiveForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is asked"), choices=SubjectRequest.Kind, widget=forms.RadioSelect
    )
    how = forms.ChoiceField(
        label=_("How it was asked"), choices=SubjectRequest.How, widget=forms.RadioSelect
    )
    received_on = DayField(
        label=_("Received on"),
        initial=timezone.localdate,
        help_text=_("Fifteen working days to answer count from here"),
    )


class IdentifyForm(forms.Form):
    identity_check = forms.ChoiceField(
        label=_("How the identity was checked"),
        choices=SubjectRequest.Check,
        widget=forms.RadioSelect,
    )


class FileForm(forms.Form):
    because = SentenceField(label=_("Why the file is made"), max_length=300)


class CloseForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Answer"),
        choices=[("answer", _("Answered")), ("refuse", _("Refused"))],
        widget=forms.RadioSelect,
    )
    answer = SentenceField(
        label=_("What was answered"),
        help_text=_("Without the person's name and numbers: this text stays."),
    )


class SubjectRequestFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Every state")),
            ("open", _("Open")),
            ("late", _("Late")),
            *SubjectRequest.Status.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Every kind")), *SubjectRequest.Kind.choices],
    )

    def narrow(self, rows):
        self.is_valid()
        state, kind = self.cleaned_data.get("state"), self.cleaned_data.get("kind")
        if kind:
            rows = rows.filter(kind=kind)
        if state == "late":
            return rows.open().filter(due_on__lt=timezone.localdate())
        if state == "open":
            return rows.open()
        return rows.filter(status=state) if state else rows
