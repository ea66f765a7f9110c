"""Putting the open stops of a day in an order: a good one by their places, or the rep's own; and back again."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.permissions import Permission, require
from visits.models import DayRoute, Visit
from visits.route import Stop, in_good_order, length
from visits.services.visit import local_today


@dataclass(frozen=True)
class Way:
    """`order` are the visits of the day, those that lie behind first."""

    order: list
    kilometres: float
    without_position: int

    @property
    def metres(self):
        return round(self.kilometres * 1000)


def order_day(day, *, by):
    """The open stops in a good order, from where the last visit took place. Keeps what was before."""
    require(by, Permission.VISIT_LOG)
    _check(day, by)
    visits = visits_of(day, by)
    done, coming = behind(visits), ahead(visits)
    start = position_of(done[-1]) if done else None
    order = [*done, *(stop.key for stop in in_good_order(list(map(stop_of, coming)), start))]
    _keep(day, order, visits, by)
    return way_of(order)


def set_order(day, uuids, *, by):
    """The rep's own order; visits that are not named keep theirs, after the others."""
    require(by, Permission.VISIT_LOG)
    _check(day, by)
    visits = visits_of(day, by)
    order = DayRoute(visits=list(uuids)).in_order(visits)
    _keep(day, order, visits, by)
    return way_of(order)


def undo_order(day, *, by):
    """Back to the order before the last one."""
    require(by, Permission.VISIT_LOG)
    route = DayRoute.objects.filter(rep=by, day=day).first()
    if route is None or not route.previous:
        raise ValidationError(_("There is no order to go back to."), code="NOTHING_TO_UNDO")
    route.visits, route.previous = route.previous, []
    route.save()
    return way_of(route.in_order(visits_of(day, by)))


def way_of(visits):
    """How long the way through the open ones is, from the last that lies behind."""
    done, coming = behind(visits), list(map(stop_of, ahead(visits)))
    start = position_of(done[-1]) if done else None
    without = sum(stop.position is None for stop in coming)
    return Way(list(visits), length(coming, start), without)


def visits_of(day, by):
    """The rep's visits of the day in the order that holds now."""
    own = Visit.objects.filter(rep=by, day=day).exclude(status=Visit.Status.CANCELLED)
    visits = sorted(own.select_related("organisation"), key=Visit.by_clock)
    route = DayRoute.objects.filter(rep=by, day=day).first()
    return route.in_order(visits) if route else visits


def behind(visits):
    return [visit for visit in visits if not _is_ahead(visit)]


def ahead(visits):
    return [visit for visit in visits if _is_ahead(visit)]


def stop_of(visit):
    return Stop(visit, position_of(visit), visit.planned_time)


def position_of(visit):
    """(longitude, latitude), or none where the place has none."""
    place = visit.organisation
    if place is None or place.longitude is None:
        return None
    return float(place.longitude), float(place.latitude)


def _is_ahead(visit):
    return visit.status == Visit.Status.PLANNED


def _check(day, by):
    if day < local_today(by):
        raise ValidationError({"day": _("This day has gone by: its order stays.")})


def _keep(day, order, before, by):
    keys = {"visits": _keys(order), "previous": _keys(before)}
    DayRoute.objects.update_or_create(rep=by, day=day, defaults=keys)


def _keys(visits):
    return [visit.uuid for visit in visits]
