"""The part of an address that says whose tiers: type of customer, territory, day."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import TerritoryField
from accounts.forms.fields import DayField
from accounts.models import Territory
from customers.models import Customer, Tier, TierProposal
from customers.narrowing import NARROWING
from customers.scoring import customer_types

Status = TierProposal.Status
STATES = [("", _("Waiting for a decision")), *Status.choices[1:], ("all", _("Every state"))]


def in_scope(customers, customer_type, territory):
    if customer_type:
        kind, name = customer_type.split(".")
        customers = customers.filter(NARROWING["type"](name), kind=kind)
    if territory:
        customers = customers.filter(NARROWING["territory"](territory))
    return customers


class CustomersInScope(forms.Form):
    """Whose rows a page of tiers shows; words that do not fit are left out."""

    type = forms.ChoiceField(label=_("Type"), required=False)
    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["type"].choices = [("", _("Every type")), *customer_types().items()]
        self.fields["territory"].offer_to(user, data.get("territory", ""))

    def asked(self, name):
        self.is_valid()
        return self.cleaned_data.get(name)

    @property
    def chosen(self):
        """(type, territory), each "" or None where it is not narrowed: the shape of a question."""
        return self.asked("type"), self.asked("territory")

    def narrow(self, customers):
        return in_scope(customers, *self.chosen)

    def words(self):
        """The same scope in the address of the list of customers."""
        kind, _dot, type_ = (self.asked("type") or "").partition(".")
        territory = self.asked("territory")
        said = {"kind": kind, "type": type_, "territory": territory.code if territory else ""}
        return {name: value for name, value in said.items() if value}


class TierGridFilter(CustomersInScope):
    on = DayField(label=_("On"), required=False)

    @property
    def day(self):
        """Nothing is known of days to come."""
        today = timezone.localdate()
        return min(self.asked("on") or today, today)

    @property
    def is_today(self):
        return self.day == timezone.localdate()

    def words(self):
        return super().words() | ({} if self.is_today else {"on": self.day.isoformat()})


class ProposalFilter(CustomersInScope):
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    to = forms.ChoiceField(
        label=_("Proposed tier"), choices=[("", _("To every tier")), *Tier.choices], required=False
    )

    def narrow_proposals(self, proposals, *, user):
        if self.asked("type") or self.asked("territory"):
            customers = self.narrow(Customer.objects.visible_to(user))
            proposals = proposals.filter(customer__in=customers)
        if tier := self.asked("to"):
            proposals = proposals.filter(tier_to=tier)
        state = self.asked("state")
        return proposals if state == "all" else proposals.filter(status=state or Status.WAITING)


class DecisionForm(forms.Form):
    """A reason for one decision over a shown list; only a rejection must have one."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A rejection needs one; it stays in the customer's history"),
    )
