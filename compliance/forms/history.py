"""What is asked of the history, as it stands in the address."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.models import User
from compliance.actions import CHANNELS
from compliance.areas import actions, fields_of_kind, kinds_of_records
from compliance.history import Question, models_by_label

PEOPLE_AT_MOST = 100


class HistoryFilter(forms.Form):
    type = forms.ChoiceField(label=_("Record"), required=False)
    who = forms.CharField(
        label=_("Person"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Any person")}),
    )
    # "kind:field", so that one of another kind, which was chosen before, is known for that.
    field = forms.CharField(label=_("Field"), required=False, widget=forms.Select)
    action = forms.ChoiceField(label=_("Action"), required=False)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("Any channel")), *CHANNELS.items()]
    )
    first = DayField(label=_("First day"), required=False)
    last = DayField(label=_("Last day"), required=False)
    text = forms.CharField(
        label=_("Words in the record"),
        required=False,
        min_length=2,
        widget=forms.TextInput(attrs={"placeholder": _("Any words")}),
    )
    request = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["type"].choices = [("", _("Any record")), *kinds_of_records()]
        self.fields["action"].choices = [("", _("Any action")), *actions()]
        label = self.data.get("type")
        offered = fields_of_kind(label) if label in models_by_label() else []
        self.fields["field"].widget.choices = [("", _("Any field")), *offered]
        if not offered:
            self.fields["field"].widget = forms.HiddenInput()

    def clean(self):
        if self.cleaned_data.get("text") and not self.cleaned_data.get("type"):
            raise ValidationError(_("Choose the kind of record in which to look for words."))
        return self.cleaned_data | {"field": self._field()}

    def _field(self):
        """The name of a field of the chosen kind."""
        asked, label = self.cleaned_data.get("field", ""), self.cleaned_data.get("type")
        if asked and not label:
            raise ValidationError(_("Choose the kind of record of which it is a field."))
        if not asked.startswith(f"{label}:"):
            return ""
        if asked not in dict(fields_of_kind(label)):
            raise ValidationError(_("This kind of record has no such field."))
        return asked.partition(":")[2]

    def question(self, *, user, after=""):
        """Only for a valid form. `after` is the place where the page before ended."""
        asked = self.cleaned_data
        is_system = asked["who"].startswith("system:")
        return Question(
            label=asked["type"],
            people=people_called(asked["who"], user) if asked["who"] and not is_system else None,
            actor=asked["who"] if is_system else "",
            action=asked["action"],
            first=asked["first"],
            last=asked["last"],
            text=asked["text"],
            field=asked["field"],
            channel=asked["channel"],
            request=asked["request"],
            before=read_place(after),
        )


def people_called(text, user):
    """Keys of the people with that name, user name or employee number."""
    called = Q(name__icontains=text) | Q(username__iexact=text) | Q(employee_number__iexact=text)
    found = User.objects.visible_to(user).filter(called)
    return list(found.values_list("pk", flat=True)[:PEOPLE_AT_MOST])


def write_place(place):
    moment, label, number = place
    return f"{moment.isoformat()}~{label}~{number}"


def read_place(text):
    """A place that somebody mangled is the beginning."""
    try:
        moment, label, number = text.split("~")
        return datetime.fromisoformat(moment), label, int(number)
    except ValueError:
        return None


class MomentForm(forms.Form):
    """As it was at a moment, in the reader's own time."""

    at = forms.DateTimeField(
        required=False,
        label=_("As it was on"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    def clean_at(self):
        """The end of the minute: what was done in it belongs to it."""
        at = self.cleaned_data["at"]
        return at and at.replace(second=59, microsecond=999999)
