"""A reception policy as a sentence that a representative can act on (CN-008)."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from customers.models import Affiliation, Location, ReceptionPolicy
from customers.reception import next_slots, policies_on

ORDINALS = {
    1: gettext_lazy("1st"),
    2: gettext_lazy("2nd"),
    3: gettext_lazy("3rd"),
    4: gettext_lazy("4th"),
    5: gettext_lazy("5th"),
}


@dataclass(frozen=True)
class Reception:
    """What a page says of it. `slots` are (slot, words)."""

    policy: ReceptionPolicy
    sentence: str
    slots: list

    @property
    def closed_places(self):
        return location_words(self.policy.banned_locations)


def reception_of(customer):
    """Of an organisation, or of the main place of work of a person; None where nothing is written down."""
    today = timezone.localdate()
    houses = [customer.pk]
    if customer.is_person:
        work = Affiliation.objects.on(today).filter(person=customer.pk, is_primary=True)
        houses = work.values("organisation")
    policy = next(iter(policies_on(today, houses).values()), None)
    return policy and shown(policy, today)


def shown(policy, today):
    slots = next_slots(policy, today) if policy.has_times else []
    return Reception(policy, in_a_sentence(policy), [(slot, slot_words(slot)) for slot in slots])


def in_a_sentence(policy):
    if policy.is_banned:
        return _("Representatives are not received.")
    parts = [part for part in (_days(policy), _hours(policy), *_details(policy)) if part]
    if not parts:
        return _("Representatives are received at any time.")
    return _("Representatives are received %(how)s.") % {"how": _(", ").join(parts)}


def slot_words(slot):
    """Day and hours, short enough for a button."""
    return _("%(day)s, %(opens)s–%(closes)s") % {
        "day": date_format(slot.day, pgettext("day of a slot", "D j M")),
        "opens": _clock(slot.opens_at),
        "closes": _clock(slot.closes_at),
    }


def location_words(codes):
    return _(", ").join(str(Location(code).label) for code in codes)


def _days(policy):
    if not (policy.weekdays or policy.weeks):
        return ""
    names = [str(WEEKDAYS[day]) for day in policy.weekdays] or [_("working day")]
    if policy.weeks:
        weeks = _and([str(ORDINALS[week]) for week in policy.weeks])
        return _("on the %(weeks)s %(days)s of the month") % {"weeks": weeks, "days": _and(names)}
    return _("every %(days)s") % {"days": _and(names)}


def _hours(policy):
    if not policy.opens_at:
        return ""
    return f"{_clock(policy.opens_at)}–{_clock(policy.closes_at)}"


def _details(policy):
    if policy.place:
        yield _("at %(place)s") % {"place": policy.place}
    if policy.host:
        yield _("by %(host)s") % {"host": policy.host}
    if policy.group_size:
        yield ngettext("%(n)s person at most", "%(n)s people at most", policy.group_size) % {
            "n": policy.group_size
        }
    if policy.needs_appointment and policy.lead_days:
        asked = ngettext(
            "ask %(n)s working day before", "ask %(n)s working days before", policy.lead_days
        )
        yield asked % {"n": policy.lead_days}
    elif policy.needs_appointment:
        yield _("by appointment")


def _and(words):
    *first, last = words
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": _(", ").join(first), "last": last}


def _clock(moment):
    return moment.strftime("%H:%M")
