"""Plans that repeat: each time is a plain visit, the key of the series holds them together."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from uuid6 import uuid7

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.calendar import is_working
from accounts.services.territory import territory_of
from customers.standing import keep_standing
from visits.models import Visit
from visits.record import Record
from visits.repetition import days_of
from visits.services.visit import (
    at_place,
    cancel_visit,
    day_refusal,
    lock_own,
    places_of,
    put_on,
    usual_topic,
    write_plan,
)


@dataclass(frozen=True)
class Series:
    visits: list
    left_out: list  # days on which the rep plans to see the customer already


def plan_series(customer, repetition, *, by, time=None, minutes=None, objective="", products=()):
    """All times of the repetition, or none. Days on which she plans to see the customer already are left out."""
    require(by, Permission.VISIT_LOG)
    _check_days([repetition.first], by)
    days = days_of(repetition, is_working)
    _check_days(days, by)
    same = Record(
        objective=objective.strip(),
        channel=Visit.Channel.FACE,
        topic=usual_topic(products),
        products=tuple(products),
    )
    known = Visit.objects.filter(rep=by, customer=customer, planned_on__in=days)
    taken = set(known.filter(status=Visit.Status.PLANNED).values_list("planned_on", flat=True))
    clock = {"time": time, "minutes": minutes}
    with deed("visit.plan", by=by):
        keep_standing([customer])
        series, refused, visits = uuid7(), defaultdict(list), []
        for day in [day for day in days if day not in taken]:
            record = at_place(places_of([customer], day)[customer.pk], customer, same)
            with _gathered(refused, "first", day):
                territory = territory_of(by, day)
                visits.append(
                    write_plan(
                        customer, day, record, by=by, territory=territory, series=series, **clock
                    )
                )
        _refuse(refused)
    return Series(visits, sorted(taken))


def move_later(visit, *, day, by, time=None, minutes=None):
    """Moves this plan of a series to the day, and those after it by as many days; all or none.

    Returns them, this one first.
    """
    require(by, Permission.VISIT_LOG)
    with deed("visit.reschedule", by=by):
        plans = _held(visit, by)
        shift, refused = day - plans[0].day, defaultdict(list)
        if shift and (said := day_refusal(day, by)):
            raise ValidationError({"day": said})
        # Whoever moves on makes room before the next one comes.
        for plan in sorted(plans, key=lambda plan: plan.day, reverse=shift.days > 0):
            with _gathered(refused, "day", plan.day):
                put_on(plan, day=plan.day + shift, time=time, minutes=minutes, by=by)
        _refuse(refused)
    return sorted(plans, key=lambda plan: plan.day)


def cancel_later(visit, *, because, by):
    """Cancels this plan of a series and those after it. Returns how many."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.cancel", by=by, because=because):
        plans = _held(visit, by)
        for plan in plans:
            cancel_visit(plan, because=because, by=by)
    return len(plans)


def later_of(visit):
    """This one and the plans of its series after it, by day."""
    if visit.series is None:
        return [visit]
    planned = Visit.objects.filter(rep=visit.rep_id, status=Visit.Status.PLANNED)
    later = planned.filter(series=visit.series, planned_on__gt=visit.planned_on)
    return [visit, *later.order_by("planned_on", "pk")]


def _held(visit, by):
    """later_of the visit, each as it is now; held by key, so that moves forth and back wait for one another."""
    plans = later_of(visit)
    held = {plan.pk: lock_own(plan, by) for plan in sorted(plans, key=lambda plan: plan.pk)}
    return [held[plan.pk] for plan in plans]


def _check_days(days, by):
    if not days:
        raise ValidationError({"first": _("No day is left: choose another end or rhythm.")})
    if said := next(filter(None, (day_refusal(day, by) for day in days)), ""):
        raise ValidationError({"first": said})


@contextmanager
def _gathered(refused, field, day):
    """Keeps a refusal as a sentence of its day, so that all of them are said at once."""
    try:
        yield
    except ValidationError as refusal:
        when = date_format(day, "SHORT_DATE_FORMAT")
        refused[field] += [f"{when}: {said}" for said in refusal.messages]


def _refuse(refused):
    if refused:
        raise ValidationError(dict(refused))
