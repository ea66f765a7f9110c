"""Time off as it is asked for and decided, and the list's filter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from accounts.models import Absence

WAITING, ALL = "waiting", "all"


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Absence.Kind)
    valid_from = DayField(label=_("First day"))
    from_noon = forms.BooleanField(label=_("Only from noon of the first day"), required=False)
    valid_to = DayField(label=_("Last day"))
    until_noon = forms.BooleanField(label=_("Only until noon of the last day"), required=False)
    note = SentenceField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For your manager; nothing about your health"),
    )


class ApproveForm(forms.Form):
    prefix = "approve"
    because = SentenceField(label=_("Remark"), max_length=300, required=False)


class DeclineForm(forms.Form):
    prefix = "decline"
    because = SentenceField(label=_("Why it is declined"), max_length=300)


class AbsenceFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Waiting and approved")),
            (WAITING, _("Waiting")),
            *Absence.Status.choices[1:],
            (ALL, _("All")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *Absence.Kind.choices]
    )
    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("Everybody's")), ("mine", _("Mine"))]
    )

    def narrow(self, absences, user):
        self.is_valid()
        said = self.cleaned_data
        status = said.get("status")
        if not status:
            absences = absences.filter(status__in=Absence.STANDS)
        elif status == WAITING:
            absences = absences.asked()
        elif status != ALL:
            absences = absences.filter(status=status)
        if said.get("kind"):
            absences = absences.filter(kind=said["kind"])
        return absences.filter(user=user.pk) if said.get("whose") else absences
