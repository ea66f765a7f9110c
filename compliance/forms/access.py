"""What is asked of the access log, as it stands in the address."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from accounts.models import Access
from compliance.forms.history import people_called
from compliance.history import midnight
from compliance.logged import kinds


class AccessFilter(forms.Form):
    who = forms.CharField(
        label=_("Person"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Any person")}),
    )
    action = forms.ChoiceField(
        label=_("Action"),
        required=False,
        choices=[("", _("Any action")), *Access.Action.choices],
    )
    what = forms.ChoiceField(label=_("What"), required=False)
    first = DayField(label=_("First day"), required=False)
    last = DayField(label=_("Last day"), required=False)
    subject = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = sorted(kinds().items(), key=lambda kind: kind[1])
        self.fields["what"].choices = [("", _("Anything")), *named]

    def narrow(self, rows, *, user):
        self.is_valid()
        asked = self.cleaned_data
        for name in ("action", "what", "subject"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        if asked.get("who"):
            rows = rows.filter(user__in=people_called(asked["who"], user))
        if asked.get("first"):
            rows = rows.filter(at__gte=midnight(asked["first"]))
        if asked.get("last"):
            rows = rows.filter(at__lt=midnight(asked["last"] + timedelta(days=1)))
        return rows
