"""The list of duplicates and its filters; what a steward decides; which value of which record is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import TerritoryField
from accounts.forms.fields import SentenceField
from accounts.models import Territory
from customers.likeness import LIKELY_FROM
from customers.models import Customer, Duplicate


class DuplicateFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", Duplicate.Status.OPEN.label),
            ("all", _("All")),
            *Duplicate.Status.choices[1:],
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All customers")), *Customer.Kind.choices],
    )
    score = forms.ChoiceField(
        label=_("Likeness"),
        required=False,
        choices=[("", _("However alike")), ("likely", _("Very likely the same"))],
    )
    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["territory"].offer_to(user, data.get("territory", ""))

    def narrow(self, duplicates):
        """What does not fit (a mistyped address) is left out."""
        self.is_valid()
        said = self.cleaned_data
        status = said.get("status") or Duplicate.Status.OPEN
        if status != "all":
            duplicates = duplicates.filter(status=status)
        if said.get("kind"):
            duplicates = duplicates.filter(kind=said["kind"])
        if said.get("score"):
            duplicates = duplicates.filter(score__gte=LIKELY_FROM)
        if territory := said.get("territory"):
            duplicates = duplicates.in_territory(territory)
        return duplicates


class DismissForm(forms.Form):
    prefix = "dismiss"
    because = SentenceField(label=_("How you know that they are two"), max_length=300)


class ReopenForm(forms.Form):
    prefix = "reopen"
    because = SentenceField(label=_("Why it is looked at once more"), max_length=300)
