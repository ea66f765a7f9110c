"""Unsolicited contacts of a person in twelve months, by all representatives (VIS-04c): visits and other contacts apart.

What the person asked for does not count, nor an attempt at which nobody was met.
"""

from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter, declare_parameters
from accounts.services.parameter import parameters_on
from customers.models import Customer
from visits.models import Visit, VisitParticipant

CODE = "CONTACT"
declare_parameters(
    CODE,
    Parameter("visits", _("Visits in twelve months"), 0, _("none: 0"), 0, 1000),
    Parameter("contacts", _("Other contacts in twelve months"), 0, _("none: 0"), 0, 1000),
    title=_("Contacts that nobody asked for"),
)


@dataclass(frozen=True)
class Limits:
    """0 is no limit."""

    visits: int
    contacts: int

    def __bool__(self):
        return bool(self.visits or self.contacts)

    def of(self, channel):
        return self.visits if channel == Visit.Channel.FACE else self.contacts


def limits_on(day):
    """None on a day before the first version."""
    version = parameters_on(day, CODE).get(CODE)
    return Limits(version.whole["visits"], version.whole["contacts"]) if version else Limits(0, 0)


def first_day(day):
    """The first of the twelve months that end on the day: the day after the same one a year before, 28 February where
    there was no 29th."""
    if day.year == MINYEAR:
        return date.min
    try:
        year_ago = day.replace(year=day.year - 1)
    except ValueError:
        year_ago = day.replace(year=day.year - 1, day=28)
    return year_ago + timedelta(days=1)


class Contacts:
    """What counts of some people's contacts, read once."""

    def __init__(self, people, first, last):
        """`people` are ids; `first` and `last` the days for which is_full() will be asked."""
        self._said = {pk: {} for pk in people}  # person → {visit: (day, is it a visit)}
        merged = Customer.objects.filter(merged_into__in=people)
        speaks_for = {pk: pk for pk in people} | dict(merged.values_list("pk", "merged_into"))
        visits = Visit.objects.done().filter(
            is_requested=False, day__range=(first_day(first), last)
        )
        own = visits.filter(customer__in=speaks_for)
        for customer, *row in own.values_list("customer", "pk", "day", "channel"):
            self._note(speaks_for[customer], *row)
        taking_part = VisitParticipant.objects.filter(person__in=speaks_for, visit__in=visits)
        columns = ("person", "visit", "visit__day", "visit__channel")
        for person, *row in taking_part.values_list(*columns):
            self._note(speaks_for[person], *row)

    def _note(self, person, visit, day, channel):
        self._said[person][visit] = (day, channel == Visit.Channel.FACE)

    def number(self, person, day, channel, *, but=None):
        """Those in the twelve months that end on the day, of the channel's kind, without the visit `but`."""
        is_visit = channel == Visit.Channel.FACE
        return sum(
            first_day(day) <= on <= day and kind == is_visit
            for visit, (on, kind) in self._said[person].items()
            if visit != but
        )


def hold(people):
    """Two who submit at the same time count one after the other. Before the visit: a merge, too, holds people first."""
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
