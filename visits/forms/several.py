"""Planning several visits at once: on which days and what for; and the filter of whom to tick.

Nothing is required here: what has to be there, the verb says all at once.
"""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.forms.filter import CustomerFilter
from customers.models import Customer
from visits.calendar import CalendarDays
from visits.forms.offers import Offers
from visits.forms.record import text, ticks
from visits.record import Record, Talk
from visits.services.several import plans_on
from visits.short_day import day_of_week, short_day

DAYS_OFFERED = 14
DAY = timedelta(days=1)


class SeveralForm(forms.Form):
    days = ticks(_("Days"), hint=_("in brackets: how many visits are planned there"))
    objective = text(_("Objective"), length=300, hint=_("the same for all; may stay empty"))
    product = forms.ChoiceField(label=_("Product"), required=False)
    most_a_day = forms.IntegerField(
        label=_("Spread over the days, at most so many a day"),
        help_text=_("empty: everybody on each day"),
        required=False,
        min_value=1,
        max_value=20,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, data=None, *, user, start, **kwargs):
        super().__init__(data, **kwargs)
        self.offered = Offers(user, start, None, None, Record()).products
        days = [start + n * DAY for n in range(DAYS_OFFERED)]
        self.first, self.last = days[0], days[-1]
        self.days = {day.isoformat(): day for day in days}
        self.planned, self.calendar = plans_on(days, user), CalendarDays(days[0], days[-1])
        self.fields["days"].choices = [(key, self._chip(day)) for key, day in self.days.items()]
        offered = [(key, str(product)) for key, product in self.offered.items()]
        self.fields["product"].choices = [("", _("No product")), *offered]

    @property
    def period(self):
        days = {"first": short_day(self.first), "last": short_day(self.last)}
        return gettext("%(first)s to %(last)s") % days

    def _chip(self, day):
        """The month stands where it begins; what is planned already, and days off, say so."""
        name = short_day(day) if day == self.first or day.day == 1 else day_of_week(day)
        off = self.calendar.name(day) if not self.calendar.is_working(day) else ""
        number = self.planned.get(day)
        return " ".join(filter(None, [name, off, f"({number})" if number else ""]))

    def plan(self):
        """The keyword arguments that plan_several takes from this form."""
        said = self.cleaned_data
        chosen = self.offered.get(said["product"])
        return {
            "days": [self.days[key] for key in said["days"]],
            "objective": said["objective"],
            "most_a_day": said["most_a_day"],
            "products": [Talk(chosen)] if chosen else [],
        }


class WhomForm(CustomerFilter):
    """Whom to tick: what narrows the list of customers narrows them here, once its address brings it."""

    SHOWN = ("q", "tier", "due")

    q = forms.CharField(
        label=_("Search customers"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            {"type": "search", "autocomplete": "off", "placeholder": _("Name or pinyin")}
        ),
    )
    due = forms.BooleanField(label=_("Only those whose visit is due"), required=False)
    status = more = None  # only the active are visited

    def __init__(self, data, *, user):
        super().__init__(data, user=user)
        for name in [name for name in self.fields if name not in self.SHOWN]:
            if not data.get(name):
                del self.fields[name]

    @property
    def brought(self):
        """The fields of the customer list that its address brought along."""
        return [field for field in self if field.name not in self.SHOWN]

    def narrow(self, customers, day):
        """Of customers with `due`; organisations are there if something but the tier narrows. Odd values are left out."""
        customers = super().narrow(customers)
        if not self.cleaned_data.get("q") and not self.brought:
            customers = customers.filter(kind=Customer.Kind.PERSON)
        return customers.filter(due__lte=day) if self.cleaned_data.get("due") else customers
