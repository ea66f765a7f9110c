"""What is done to many customers: the arguments of each kind of change, and the filter of their list."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField, SentenceField
from accounts.models import Territory
from customers.forms.alignment import leaves
from customers.models import BulkChange, Playbook, PlaybookItem, Tag

AHEAD = timedelta(days=365)


class Arguments(forms.Form):
    """What was typed is kept with the change and read again when a worker carries it out."""

    prefix = None

    def __init__(self, data=None, *, user, **options):
        super().__init__(data, **options)
        self.offer(user)

    def offer(self, user):
        """Limits the choices to what the person sees."""

    def said(self):
        """{name: as typed}"""
        return {name: self[name].data or "" for name in self.fields}


class TagForm(Arguments):
    tag = forms.ModelChoiceField(
        label=_("Tag"), empty_label=CHOOSE, queryset=Tag.objects.none(), to_field_name="uuid"
    )

    def offer(self, user):
        self.fields["tag"].queryset = Tag.objects.visible_to(user).in_use()


class OwnerForm(Arguments):
    source = forms.ModelChoiceField(
        label=_("From territory"),
        empty_label=CHOOSE,
        queryset=Territory.objects.none(),
        to_field_name="code",
    )
    target = forms.ModelChoiceField(
        label=_("To territory"),
        empty_label=CHOOSE,
        queryset=Territory.objects.none(),
        to_field_name="code",
    )
    on = DayField(label=_("From the day"), initial=timezone.localdate)

    def offer(self, user):
        for name in ("source", "target"):
            self.fields[name].queryset = leaves(user)


class CareForm(Arguments):
    care = forms.ChoiceField(
        label=_("Care"), help_text=_("Each customer gets it as their own playbook says")
    )
    due_on = DayField(label=_("Due"))

    def offer(self, user):
        """What any playbook in force today asks for."""
        live = Playbook.objects.visible_to(user).live().on(timezone.localdate())
        items = PlaybookItem.objects.visible_to(user).filter(playbook__in=live)
        self.items = {f"{item.kind}:{item.what}": item for item in items.order_by("-pk")}
        named = sorted((str(item), name) for name, item in self.items.items())
        self.fields["care"].choices = [("", CHOOSE), *((name, words) for words, name in named)]

    def clean_care(self):
        """The item that stands for all of its kind and name."""
        return self.items[self.cleaned_data["care"]]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if not today <= day <= today + AHEAD:
            raise ValidationError(_("Choose a day from today on, within a year."))
        return day


class StartForm(forms.Form):
    because = SentenceField()
    # How many changes were shown: the list may have become another since.
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class BulkChangeFilter(forms.Form):
    kind = forms.ChoiceField(label=_("What was done"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Whatever their status")), *BulkChange.Status.choices],
    )
    mine = forms.ChoiceField(
        label=_("By"), required=False, choices=[("", _("By anybody")), ("1", _("By me"))]
    )

    def __init__(self, data):
        super().__init__(data)
        kinds = [(action.name, action.label) for action in registry.bulk_actions]
        self.fields["kind"].choices = [("", _("Every kind")), *kinds]

    def narrow(self, changes, user):
        """What does not fit (a mistyped address) is left out."""
        self.is_valid()
        said = self.cleaned_data
        for name in ("kind", "status"):
            if said.get(name):
                changes = changes.filter(**{name: said[name]})
        return changes.filter(by=user) if said.get("mine") else changes
