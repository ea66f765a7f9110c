"""What a rep does with a visit before it is submitted: plan, move, begin, give up."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import User
from accounts.permissions import Permission, require
from accounts.registry import mark_day_changed
from accounts.services.territory import own_territory_of, territory_of
from customers.models import Affiliation, Alignment, Customer
from customers.standing import keep_standing
from visits.materials import refuse_materials
from visits.models import Topic, Visit
from visits.record import NOT_TYPED, Record, record_of, set_columns, write_rows
from visits.visit_reminders import forget_visit, remind_of_plan, remind_of_unsubmitted
from visits.withdrawals import refuse_channel

Status = Visit.Status
PLANS_REACH = timedelta(days=366)
PLACE = ("organisation", "department")


def local_today(user):
    """The day it is where the person works."""
    return timezone.localdate(timezone=ZoneInfo(user.time_zone))


def local_day(user, moment):
    return moment.astimezone(ZoneInfo(user.time_zone)).date()


def plan_visit(
    customer,
    *,
    day,
    by,
    time=None,
    minutes=None,
    objective="",
    products=(),
    topic=None,
    participants=None,
    channel=Visit.Channel.FACE,
    organisation=None,
    department=None,
    uuid=None,
    **more,
):
    """A visit of the rep `by`; `products` are record.Talk, `more` other fields of a Record, such as materials,
    next_step, is_requested, location and interaction. Without participants, a person is met herself.

    The same uuid again, for the same customer and day, answers with the visit that is there.
    """
    require(by, Permission.VISIT_LOG)
    with deed("visit.plan", by=by):
        if known := _known(uuid, by, customer, day):
            return known
        _check_day(day, by)
        keep_standing([customer])
        place = (organisation, department) if organisation else place_of(customer, day)
        record = Record(
            **dict(zip(PLACE, place, strict=True)),
            objective=objective.strip(),
            channel=channel,
            topic=topic or usual_topic(products),
            participants=_people(customer, participants),
            products=tuple(products),
            **more,
        )
        more = {"time": time, "minutes": minutes, "uuid": uuid}
        return write_plan(customer, day, record, by=by, territory=territory_of(by, day), **more)


def edit_plan(visit, *, by, record, day=None, time=None, minutes=None):
    """Rewrites what is planned. `record` as for plan_visit; the day, time and length are given anew."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.edit_plan", by=by):
        visit = lock_own(visit, by)
        _check_planned(visit)
        refuse_channel(visit.customer, record)
        _move_plan(visit, day or visit.day, time, minutes, by)
        refuse_materials(visit, record)
        _save_plan(visit, record)
    return visit


def reschedule_visit(visit, *, day, time=None, minutes=None, by):
    """The day, time and expected length are given anew."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.reschedule", by=by):
        visit = lock_own(visit, by)
        put_on(visit, day=day, time=time, minutes=minutes, by=by)
    return visit


def start_visit(visit, *, by):
    """She stands at the door: the visit's beginning is the server's time now."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.start", by=by):
        visit = lock_own(visit, by)
        visit.check_can_become(Status.IN_PROGRESS)
        refuse_channel(visit.customer, record_of(visit))
        visit.status = Status.IN_PROGRESS
        visit.started_at = timezone.now()
        visit.save()
    return visit


def open_unplanned_visit(customer, *, by, day=None, uuid=None):
    """A visit that nobody planned, to be logged at once; an open one of the day is taken up again."""
    require(by, Permission.VISIT_LOG)
    day = day or local_today(by)
    with deed("visit.open_unplanned", by=by):
        _one_at_a_time(by)
        if known := _known(uuid, by, customer, day) or open_on(customer, day, by):
            return known
        keep_standing([customer])
        visit = unplanned_visit(customer, by=by, day=day, uuid=uuid)
        _save_plan(visit, unplanned_record(visit))
        remind_of_unsubmitted(visit)
    return visit


def unplanned_visit(customer, *, by, day=None, uuid=None):
    """As it would be opened, and not yet written."""
    day = day or local_today(by)
    visit = _begin(customer, day, by, territory_of(by, day), uuid)
    visit.status = Status.IN_PROGRESS
    visit.organisation, visit.department = place_of(customer, day)
    return visit


def unplanned_record(visit):
    return Record(
        organisation=visit.organisation,
        department=visit.department,
        participants=_people(visit.customer, None),
    )


def open_on(customer, day, by):
    """The rep's visit to the customer that is planned or begun on the day, or none."""
    return Visit.objects.open().filter(rep=by, customer=customer, day=day).first()


def cancel_visit(visit, *, because, by):
    require(by, Permission.VISIT_LOG)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why the visit is cancelled.")})
    with deed("visit.cancel", by=by, because=because):
        visit = lock_own(visit, by)
        visit.check_can_become(Status.CANCELLED)
        _give_up(visit, Status.CANCELLED, because)
    return visit


def cancel_with_leaver(visit):
    """Inside the leaver's deed, of a visit that it holds."""
    visit.check_can_become(Status.CANCELLED)
    _give_up(visit, Status.CANCELLED, _("The representative has left."))


def cancel_with_customer(visit, because):
    """Inside the deed that erases or restricts the customer, of a visit that it holds."""
    visit.check_can_become(Status.CANCELLED)
    _give_up(visit, Status.CANCELLED, because)


def mark_missed(visit, *, by):
    """Planned, and never logged while it could be."""
    with deed("visit.miss", by=by):
        visit = _lock(visit)
        visit.check_can_become(Status.MISSED)
        _give_up(visit, Status.MISSED, "")
    return visit


def lock_own(visit, by):
    """The row as it is now, for the rep whose visit it is."""
    visit = _lock(visit)
    if visit.rep_id != by.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    return visit


def place_of(customer, day):
    """(organisation, department) where the customer is met: itself, or the person's main place of work."""
    return places_of([customer], day)[customer.pk]


def places_of(customers, day):
    """place_of each, by the customer's key."""
    people = [customer.pk for customer in customers if customer.is_person]
    work = Affiliation.objects.on(day).filter(person__in=people)
    work = work.order_by("is_primary", "valid_from").select_related(
        "organisation__customer", "department"
    )
    main = {row.person_id: (row.organisation, row.department) for row in work}  # the last one stays
    return {
        customer.pk: main.get(customer.pk, (None, None))
        if customer.is_person
        else (customer.organisation, None)
        for customer in customers
    }


def check_customer(customer, by):
    """Only customers whom the rep sees, and who are still there."""
    _check_there(Customer.objects.visible_to(by).filter(pk=customer.pk).first())


def check_customer_of(visit, by):
    """The same of a visit that is finished; one that was made under cover, also when the cover is over."""
    if is_covered(visit):
        _check_there(Customer.objects.filter(pk=visit.customer_id).first())
    else:
        check_customer(visit.customer, by)


def is_covered(visit):
    """Whether it lies outside the rep's own territory of its day, in one to which the customer belonged then."""
    own = own_territory_of(visit.rep, visit.day)
    if own and visit.territory_id == own.pk:
        return False
    there = Alignment.objects.on(visit.day).filter(customer=visit.customer_id)
    return there.filter(territory=visit.territory_id).exists()


def territory_on(visit, day):
    """Where it belongs once it is on the day: a visit in the rep's own territory goes along with the rep to that day's;
    one that was made elsewhere, under cover, stays there."""
    own = own_territory_of(visit.rep, visit.day)
    if own is None or visit.territory_id != own.pk:
        return visit.territory
    return own_territory_of(visit.rep, day) or own


def _check_there(now):
    if now is None:
        raise ValidationError(
            {"customer": _("This customer is not one of yours. Ask your manager to align it.")}
        )
    if now.status != Customer.Status.ACTIVE:
        raise ValidationError(
            {
                "customer": _("%(name)s is %(state)s; no visit can be made there any more.")
                % {"name": now.name, "state": now.get_status_display()}
            }
        )


def _lock(visit):
    return (
        Visit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "rep", "territory")
        .get(pk=visit.pk)
    )


def write_plan(
    customer, day, record, *, by, territory, time=None, minutes=None, uuid=None, series=None
):
    """Inside a deed that has checked the day."""
    visit = _begin(customer, day, by, territory, uuid)
    refuse_channel(customer, record)
    visit.planned_on, visit.planned_time, visit.planned_minutes = day, time, minutes
    visit.series = series
    refuse_materials(visit, record)
    _save_plan(visit, record)
    return visit


def put_on(visit, *, day, time, minutes, by):
    """Inside a deed, of a visit that it holds."""
    _check_planned(visit)
    _move_plan(visit, day, time, minutes, by)
    visit.validate_constraints()
    visit.save()
    _announce(visit)


def at_place(place, customer, record):
    organisation, department = place
    people = _people(customer, None)
    return replace(record, organisation=organisation, department=department, participants=people)


def usual_topic(products):
    return Topic.objects.active().first() if products else None


def _begin(customer, day, by, territory, uuid):
    check_customer(customer, by)
    if territory is None:
        raise ValidationError(
            {"day": _("You work in no territory on that day. Ask an administrator to add you.")}
        )
    key = {"uuid": uuid} if uuid else {}
    return Visit(rep=by, territory=territory, customer=customer, day=day, **key)


def _known(uuid, by, customer, day):
    visit = uuid and Visit.objects.filter(uuid=uuid).first()
    if not visit:
        return None
    if (visit.rep_id, visit.customer_id, visit.day) == (by.pk, customer.pk, day):
        return visit
    raise ValidationError(
        _("This key is taken already; send the visit under a new one."), code="KEY_TAKEN"
    )


def _one_at_a_time(by):
    # A draft and its submission may arrive together, and each would open the visit.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _people(customer, participants):
    if participants is not None:
        return tuple(participants)
    return (customer.person,) if customer.is_person else ()


def _check_day(day, by):
    if said := day_refusal(day, by):
        raise ValidationError({"day": said})


def day_refusal(day, by):
    today = local_today(by)
    if day < today:
        return _("A plan is for today or later.")
    if day > today + PLANS_REACH:
        return _("A plan reaches one year ahead at most.")
    if by.stands_in and day > by.stands_in.valid_to:
        cover = by.stands_in
        return _("You stand in for %(person)s until %(last)s: a plan reaches no further.") % {
            "person": cover.user,
            "last": date_format(cover.valid_to, "SHORT_DATE_FORMAT"),
        }
    return ""


def _check_planned(visit):
    if visit.is_locked:
        visit.check_can_become(Status.PLANNED)
    if visit.status != Status.PLANNED:
        raise ValidationError(
            _("Only a planned visit can be changed or moved."), code="VISIT_STATUS"
        )


def _move_plan(visit, day, time, minutes, by):
    if day != visit.day:
        _check_day(day, by)
        mark_day_changed(visit.rep, visit.day)
        visit.territory = territory_on(visit, day)
    visit.day = visit.planned_on = day
    visit.planned_time, visit.planned_minutes = time, minutes


def _save_plan(visit, record):
    set_columns(visit, record)
    visit.clean_fields(exclude=NOT_TYPED)
    visit.validate_constraints()
    visit.save()
    write_rows(visit, record)
    _announce(visit)


def _announce(visit):
    mark_day_changed(visit.rep, visit.day)
    if visit.status == Status.PLANNED:
        remind_of_plan(visit)


def _give_up(visit, status, because):
    visit.status, visit.status_reason = status, because.strip()
    visit.save()
    forget_visit(visit)
    mark_day_changed(visit.rep, visit.day)
