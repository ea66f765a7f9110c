"""Planning several visits at once: on which days and what for; and the filter of whom to tick.

Nothing is required here: what has to be there, the verb says all at once.
"""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Tier
from customers.search import matching
from visits.forms.offers import Offers
from visits.forms.record import text, ticks
from visits.record import Record, Talk
from visits.short_day import day_of_week

DAYS_OFFERED = 14
DAY = timedelta(days=1)


class SeveralForm(forms.Form):
    days = ticks(_("Days"))
    objective = text(_("Objective"), length=300, hint=_("the same for all; may stay empty"))
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, data=None, *, user, start, **kwargs):
        super().__init__(data, **kwargs)
        self.offered = Offers(user, start, None, None, Record()).products
        self.days = {day.isoformat(): day for day in (start + n * DAY for n in range(DAYS_OFFERED))}
        self.fields["days"].choices = [(key, day_of_week(day)) for key, day in self.days.items()]
        offered = [(key, str(product)) for key, product in self.offered.items()]
        self.fields["product"].choices = [("", _("No product")), *offered]

    def plan(self):
        """The keyword arguments that plan_several takes from this form."""
        said = self.cleaned_data
        chosen = self.offered.get(said["product"])
        return {
            "days": [self.days[key] for key in said["days"]],
            "objective": said["objective"],
            "products": [Talk(chosen)] if chosen else [],
        }


class WhomForm(forms.Form):
    q = forms.CharField(
        label=_("Search customers"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            {"type": "search", "autocomplete": "off", "placeholder": _("Name or pinyin")}
        ),
    )
    tier = forms.ChoiceField(
        label=_("Tier"), required=False, choices=[("", _("Every tier")), *Tier.choices]
    )
    due = forms.BooleanField(label=_("Only those whose visit is due"), required=False)

    def narrow(self, customers, day):
        """Of customers with `due`; organisations are searched by name. What can't be read is left out."""
        self.is_valid()
        said = self.cleaned_data
        if said.get("q"):
            customers = customers.filter(pk__in=matching(said["q"]))
        else:
            customers = customers.filter(kind=Customer.Kind.PERSON)
        if said.get("tier"):
            customers = customers.filter(tier=said["tier"])
        return customers.filter(due__lte=day) if said.get("due") else customers
