"""Planning many visits at once: several customers, several days, a whole day copied. All of them, or none."""

from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.territory import territory_of
from customers.models import Customer
from customers.standing import keep_standing
from visits.models import Visit
from visits.record import Record
from visits.services.visit import (
    at_place,
    day_refusal,
    places_of,
    plan_visit,
    usual_topic,
    write_plan,
)

MOST_AT_ONCE = 100  # plans of one deed: a fortnight of seven a day, and what one request can write


def plan_several(customers, *, days, by, objective="", products=(), most_a_day=None):
    """Plans each customer on each day, or, with `most_a_day`, once: spread over days that hold no more than so many.

    Everything or nothing at all. Raises what is refused as {uuid of the customer: sentences}.
    """
    require(by, Permission.VISIT_LOG)
    _check_several(customers, days, by, 1 if most_a_day else len(days))
    products = tuple(products)
    same = Record(
        objective=objective.strip(),
        channel=Visit.Channel.FACE,
        topic=usual_topic(products),
        products=products,
    )
    with deed("visit.plan", by=by):
        keep_standing(customers)
        on_days, refused = dict.fromkeys(sorted(days), customers), defaultdict(list)
        if most_a_day:
            on_days, refused = _spread(customers, sorted(days), most_a_day, by)
        planned = _write(on_days, same, refused, by)
        if refused:
            raise ValidationError(dict(refused))
    return planned


def copy_day(source, target, *, by):
    """Plans again, at the same times, whom the rep saw or meant to see on `source`. Returns the new plans."""
    require(by, Permission.VISIT_LOG)
    own = Visit.objects.filter(rep=by)
    there = own.filter(day=target).values("customer_id")
    mine = Customer.objects.visible_to(by).active().exclude(pk__in=there)
    old = own.filter(day=source, customer__in=mine).exclude(status=Visit.Status.CANCELLED)
    first_of_each = {visit.customer_id: visit for visit in old.select_related("customer__person")}
    with deed("visit.plan", by=by):
        return [
            plan_visit(
                visit.customer,
                day=target,
                time=visit.planned_time,
                minutes=visit.planned_minutes,
                by=by,
            )
            for visit in first_of_each.values()
        ]


def plans_on(days, by):
    """{day: number} of what the rep means to do on those days, or did."""
    kept = Visit.objects.filter(rep=by, day__in=days).exclude(status=Visit.Status.CANCELLED)
    return Counter(kept.values_list("day", flat=True))


def planned_already(customers, days, by):
    """{uuid of the customer: sentences}: who is planned on one of the days already, before anybody is refused."""
    planned = Visit.objects.filter(rep=by, planned_on__in=days, status=Visit.Status.PLANNED)
    found, keys = defaultdict(list), {row.pk: str(row.uuid) for row in customers}
    there = planned.filter(customer__in=keys).order_by("planned_on")
    for customer_id, day in there.values_list("customer_id", "planned_on"):
        said = _("Planned on %(day)s already.")
        found[keys[customer_id]].append(said % {"day": date_format(day, "SHORT_DATE_FORMAT")})
    return dict(found)


def _write(on_days, same, refused, by):
    planned = []
    for day, customers in on_days.items():
        territory, places = territory_of(by, day), places_of(customers, day)
        for customer in customers:
            record = at_place(places[customer.pk], customer, same)
            try:
                planned.append(write_plan(customer, day, record, by=by, territory=territory))
            except ValidationError as refusal:
                when = f"{date_format(day, 'SHORT_DATE_FORMAT')}: " if len(on_days) > 1 else ""
                refused[str(customer.uuid)] += [when + said for said in refusal.messages]
    return planned


def _spread(customers, days, most, by):
    """({day: customers}, what is refused): each on the emptiest day that has room, the earliest of equal ones."""
    load, on_days, refused = plans_on(days, by), {day: [] for day in days}, defaultdict(list)
    planned = Visit.objects.filter(rep=by, planned_on__in=days, status=Visit.Status.PLANNED)
    taken = set(planned.values_list("customer_id", "planned_on"))
    for customer in customers:
        free = [day for day in days if load[day] < most and (customer.pk, day) not in taken]
        if not free:
            said = _("No room is left on these days: at most %(most)s visits a day.")
            refused[str(customer.uuid)].append(said % {"most": most})
            continue
        day = min(free, key=lambda day: (load[day], day))
        on_days[day].append(customer)
        load[day] += 1
    return {day: there for day, there in on_days.items() if there}, refused


def _check_several(customers, days, by, times):
    if not customers:
        raise ValidationError({"customer": _("Tick at least one customer.")})
    if not days:
        raise ValidationError({"days": _("Choose at least one day.")})
    if (number := len(customers) * times) > MOST_AT_ONCE:
        said = _("At most %(most)s visits are planned at once; these would be %(number)s.")
        raise ValidationError({"customer": said % {"most": MOST_AT_ONCE, "number": number}})
    if said := next(filter(None, (day_refusal(day, by) for day in days)), ""):
        raise ValidationError({"days": said})
