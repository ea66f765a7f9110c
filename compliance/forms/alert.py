"""What is asked of alerts, and what people say when they handle one."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField, SentenceField
from accounts.models import User
from accounts.permissions import Role
from compliance.models import Alert, Severity
from compliance.risk.rule import RULES

Status = Alert.Status
STATES = [
    ("", _("Open")),
    ("mine", _("Mine")),
    ("overdue", _("Overdue")),
    *Status.choices,
    ("all", _("Every state")),
]


class AlertFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", _("Every severity")), *Severity.choices], required=False
    )
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    who = forms.CharField(
        label=_("Person"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Any person")}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [
            ("", _("Every rule")),
            *((rule.id, f"{rule.id} {rule.title}") for rule in RULES.values()),
        ]

    def narrow(self, alerts, *, user):
        self.is_valid()
        asked = self.cleaned_data
        for name in ("severity", "rule"):
            if asked.get(name):
                alerts = alerts.filter(**{name: asked[name]})
        if who := asked.get("who"):
            alerts = alerts.filter(Q(person__name__icontains=who) | Q(person__username=who))
        return _in_state(alerts, asked.get("state"), user)


def _in_state(alerts, state, user):
    if state in Status.values:
        return alerts.filter(status=state)
    if state == "overdue":
        return alerts.overdue(timezone.now())
    if state == "all":
        return alerts
    return alerts.open().filter(owner=user) if state == "mine" else alerts.open()


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Who looks into it"),
        queryset=User.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("I do"),
    )

    def __init__(self, *args, alert, user, **kwargs):
        super().__init__(*args, **kwargs)
        officers = User.objects.visible_to(user).active().with_role(Role.COMPLIANCE)
        concerned = [officer.pk for officer in officers if alert.is_about(officer)]
        self.fields["owner"].queryset = officers.exclude(pk__in=[user.pk, *concerned])


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What it turned out to be"),
        widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in Status if one in Alert.OUTCOMES],
    )
    because = SentenceField()


class SuppressForm(forms.Form):
    until = DayField(label=_("Until"))
    because = SentenceField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + timedelta(days=30)
