"""Input that organisations and people share, the list's filters, and the forms of a customer's page."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from accounts.models import Territory
from customers.controlled import CONTROLLED, enters_freely
from customers.duplicates import lookalikes
from customers.forms.data_change import EvidenceFields
from customers.models import Customer


class CustomerForm(EvidenceFields):
    """The base of OrganisationForm and PersonForm: names, code, territory, and the look-alikes of a new one."""

    kind = None
    similar = ()

    name = forms.CharField(label=_("Name"), max_length=200)
    aliases = forms.CharField(
        label=_("Also known as"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One name a line"),
    )
    external_id = forms.CharField(
        label=_("Code"), max_length=80, required=False, help_text=_("As in your other systems")
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("My own"),
        help_text=_("Where it belongs from today; your own when left empty"),
    )
    is_another = forms.BooleanField(
        label=_("None of these: this is another one"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, user, customer=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if customer is None or enters_freely(customer, user):
            del self.fields["evidence"], self.fields["evidence_file"]
        else:
            self._mark_controlled()
        if customer is not None:
            del self.fields["territory"], self.fields["is_another"]
            return
        leaves = Territory.objects.visible_to(user).leaves().filter(is_active=True)
        self.fields["territory"].queryset = leaves

    def _mark_controlled(self):
        for name in CONTROLLED & self.fields.keys():
            field = self.fields[name]
            said = [field.help_text, gettext("A steward confirms it")]
            field.help_text = " · ".join(str(words) for words in said if words)

    def clean_aliases(self):
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return [line for line in lines if line]

    def clean(self):
        super().clean()
        if "is_another" in self.fields and "name" in self.cleaned_data:
            self._warn_of_lookalikes()
        return self.cleaned_data

    def _warn_of_lookalikes(self):
        name, sure = self.cleaned_data["name"], self.cleaned_data.get("is_another")
        self.similar = lookalikes(self.user, kind=self.kind, name=name, identity=self.identity())
        if self.similar:
            self.fields["is_another"].widget = forms.CheckboxInput()
            if not sure:
                self.add_error(
                    "is_another", gettext("It looks like a customer that you have already.")
                )

    def values(self):
        """What the verb takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_another"}


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("From now on"), widget=forms.RadioSelect)
    on = DayField(label=_("Since"), initial=timezone.localdate)
    because = SentenceField(max_length=200)

    def __init__(self, *args, customer, **kwargs):
        super().__init__(*args, **kwargs)
        following = Customer.NEXT[customer.status]
        self.fields["status"].choices = [
            (status.value, status.label) for status in Customer.Status if status in following
        ]


class RevealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you need the number"), max_length=300, help_text=_("Kept in the access log")
    )
