"""Input of account plans: the plan, its objectives and actions, reviews, and the list's filter."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField, SentenceField, WrittenForm
from accounts.models import User
from customers.forms.need import ParagraphField
from customers.models import AccountPlan
from customers.models.account_plan import first_plan_review, plan_end


class PlanForm(WrittenForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    situation = ParagraphField(
        label=_("Where we stand"),
        help_text=_("What matters to the customer, and what stands in the way"),
    )
    starts_on = DayField(label=_("From"), initial=timezone.localdate)
    ends_on = DayField(label=_("Until"), initial=plan_end)


class ObjectiveForm(WrittenForm):
    what = forms.CharField(label=_("Objective"), max_length=200)
    measure = forms.CharField(
        label=_("Measured by"),
        max_length=120,
        help_text=_("Such as: wards with a follow-up card. Never sales or prescriptions"),
    )
    baseline = forms.DecimalField(label=_("Today"), max_digits=12, decimal_places=2, initial=0)
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=2)
    due_on = DayField(label=_("Due"))


class ProgressForm(forms.Form):
    reached = forms.DecimalField(label=_("Reached"), max_digits=12, decimal_places=2)


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return f"{user.name or user.username} ({user.username})"


class ActionForm(WrittenForm):
    what = forms.CharField(label=_("What"), max_length=200)
    owner = PersonChoice(
        label=_("Owner"), queryset=User.objects.none(), to_field_name="uuid", empty_label=CHOOSE
    )
    due_on = DayField(label=_("Due"))

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class DoneForm(WrittenForm):
    evidence = forms.CharField(label=_("What was done"), max_length=500)


class DropActionForm(WrittenForm):
    because = forms.CharField(label=_("Why it is no longer needed"), max_length=300)


class PlanReviewForm(WrittenForm):
    text = SentenceField(label=_("What is new"))
    next_review_on = DayField(label=_("Next review"), initial=first_plan_review)


class CloseForm(WrittenForm):
    outcome = ParagraphField(label=_("What came of it"), required=True)


class PlanFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("In use")),
            ("due", _("To be reviewed")),
            *AccountPlan.Status.choices,
            ("all", _("All")),
        ],
        required=False,
    )
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[("", _("Everybody's")), ("mine", _("Mine"))], required=False
    )

    def narrow(self, plans, user):
        self.is_valid()
        state = self.cleaned_data.get("state")
        if not state:
            plans = plans.in_use()
        elif state == "due":
            plans = plans.due_for_review(timezone.localdate())
        elif state != "all":
            plans = plans.filter(status=state)
        return plans.filter(owner=user) if self.cleaned_data.get("whose") else plans
