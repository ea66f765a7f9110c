"""Cycle plans: which to show, the table of numbers, a customer more, challenges and decisions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE, NearField
from accounts.forms.fields import SentenceField
from accounts.models import Product
from customers.models import Customer
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.models.plan_target import MOST_VISITS

CHALLENGED = "challenged"
PREFIX = "t-"


class CyclePlanFilter(forms.Form):
    cycle = forms.ModelChoiceField(
        label=_("Cycle"),
        queryset=Cycle.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("Every cycle"),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Every state")),
            *CyclePlan.Status.choices,
            (CHALLENGED, _("With challenged targets")),
        ],
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.user = user
        self.fields["cycle"].queryset = Cycle.objects.visible_to(user)

    def narrow(self, plans):
        """What does not fit (a mistyped address) is left out."""
        self.is_valid()
        said = self.cleaned_data
        if said.get("cycle"):
            plans = plans.filter(cycle=said["cycle"])
        if said.get("status") == CHALLENGED:
            waiting = PlanTarget.objects.visible_to(self.user).challenged()
            return plans.filter(pk__in=waiting.values("plan"))
        return plans.filter(status=said["status"]) if said.get("status") else plans


class TableForm(forms.Form):
    """A number for each target of the page, or one number for those that are ticked."""

    set_to = forms.IntegerField(
        label=_("Set the ticked ones to"), min_value=0, max_value=MOST_VISITS, required=False
    )

    def __init__(self, data=None, *, targets):
        super().__init__(data)
        self.targets = targets
        self.ticked = set(data.getlist("ticked")) if data else set()
        for target in targets:
            self.fields[self._name(target)] = forms.IntegerField(
                label=str(target.customer),
                min_value=0,
                max_value=MOST_VISITS,
                initial=target.planned,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )

    def rows(self):
        """(target, its field, whether it is ticked)"""
        return [
            (target, self[self._name(target)], str(target.uuid) in self.ticked)
            for target in self.targets
        ]

    def clean(self):
        if "bulk" in self.data and self.cleaned_data.get("set_to") is None:
            self.add_error("set_to", _("Say which number the ticked ones get."))
        return self.cleaned_data

    def numbers(self):
        """{uuid: visits} as they are to be kept."""
        said = {one.uuid: self.cleaned_data[self._name(one)] for one in self.targets}
        if "bulk" in self.data:
            said |= {
                one.uuid: self.cleaned_data["set_to"]
                for one in self.targets
                if str(one.uuid) in self.ticked
            }
        return said

    def _name(self, target):
        return f"{PREFIX}{target.uuid}"


class TargetForm(forms.Form):
    customer = NearField(
        label=_("Customer"),
        queryset=Customer.objects.none(),
        to_field_name="uuid",
        empty_label=CHOOSE,
    )
    planned = forms.IntegerField(label=_("Visits"), min_value=0, max_value=MOST_VISITS, initial=1)
    product = forms.ModelChoiceField(
        label=_("Only visits about"),
        queryset=Product.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("Any product"),
    )

    def __init__(self, data=None, *, user, q=""):
        super().__init__(data)
        mine = Customer.objects.visible_to(user).active().order_by("sort_key", "pk")
        near = mine.filter(name__icontains=q) if q else mine
        self.fields["customer"].offer(mine, near=near, chosen=(data or {}).get("customer", ""))
        self.fields["product"].queryset = Product.objects.visible_to(user).filter(is_active=True)


class ChallengeForm(forms.Form):
    prefix = "challenge"
    wanted = forms.IntegerField(label=_("Visits it should be"), min_value=0, max_value=MOST_VISITS)
    reason = SentenceField(label=_("Why"), max_length=300)


class AcceptForm(forms.Form):
    prefix = "accept"
    because = SentenceField(label=_("Remark"), max_length=300, required=False)


class DeclineForm(forms.Form):
    prefix = "decline"
    because = SentenceField(label=_("Why it stays"), max_length=300)


class ApproveForm(forms.Form):
    prefix = "approve"
    because = SentenceField(label=_("Remark"), max_length=300, required=False)


class ReturnForm(forms.Form):
    prefix = "return"
    because = SentenceField(label=_("What has to be put right"), max_length=300)
