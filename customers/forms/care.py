"""The filters of the list of care, and the evidence with which one is done."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import NearField, TerritoryField
from accounts.forms.fields import SentenceField, WrittenForm
from accounts.models import Membership, Territory, User
from accounts.permissions import Permission, can
from customers.models import Care, PlaybookItem, Tier

DUE, LATE, COMING, ALL = "", "late", "coming", "all"
STATES = [
    (DUE, _("Due now and overdue")),
    (LATE, _("Overdue")),
    (COMING, _("Later")),
    *[choice for choice in Care.Status.choices if choice[0] != Care.Status.OPEN],
    (ALL, _("All, whatever their state")),
]


class CareFilter(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of care"),
        choices=[("", _("Every kind")), *PlaybookItem.Kind.choices],
        required=False,
    )
    tier = forms.ChoiceField(
        label=_("Tier"), choices=[("", _("Every tier")), *Tier.choices], required=False
    )
    rep = NearField(
        label=_("Representative"),
        required=False,
        queryset=User.objects.none(),
        to_field_name="uuid",
        empty_label=_("Every representative"),
    )
    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )

    def __init__(self, data=None, *, user, today):
        super().__init__(data)
        self.today = today
        if not can(user, Permission.DASHBOARD_TEAM):
            del self.fields["rep"], self.fields["territory"]
            return
        self.fields["territory"].offer_to(user, (data or {}).get("territory", ""))
        there = Membership.objects.visible_to(user).today()
        leaves = there.filter(territory__level=Territory.Level.TERRITORY)
        reps = User.objects.visible_to(user).filter(pk__in=leaves.values("user_id"))
        self.fields["rep"].offer(
            reps.only("uuid", "name", "username"), chosen=(data or {}).get("rep", "")
        )

    def narrow(self, rows):
        """What does not fit (a mistyped address) is left out."""
        self.is_valid()
        said = self.cleaned_data
        if kind := said.get("kind"):
            rows = rows.filter(item__kind=kind)
        if tier := said.get("tier"):
            rows = rows.filter(item__playbook__tier=tier)
        if rep := said.get("rep"):
            rows = rows.filter(owner=rep)
        if territory := said.get("territory"):
            rows = rows.filter(territory__in=territory.ids_below())
        return self._in_state(rows, said.get("state", DUE))

    def _in_state(self, rows, state):
        if state == ALL:
            return rows
        if state == LATE:
            return rows.overdue(self.today)
        if state == COMING:
            return rows.open().filter(opens_on__gt=self.today)
        return rows.filter(status=state) if state else rows.begun(self.today)


class DoneForm(WrittenForm):
    """`how` is the button that sends it."""

    how = forms.ChoiceField(choices=[("", _("Not said")), *Care.How.choices], required=False)
    visit = forms.ChoiceField(label=_("With this visit"), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    file = forms.FileField(label=_("File"), required=False)

    def __init__(self, *args, evidence, **kwargs):
        super().__init__(*args, **kwargs)
        visits = [(str(one.key), one.words) for one in evidence]
        self.fields["visit"].choices = [*visits, ("", _("Without a visit"))]
        self.fields["visit"].initial = visits[0][0] if visits else ""


class SkipForm(WrittenForm):
    because = SentenceField(label=_("Why it is not needed this time"), max_length=300)
