"""What people do with a customer's request: raise, answer, resolve, confirm, reopen, hand over (VIS-08)."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.registry import mark_day_changed
from accounts.services.calendar import business_minutes
from accounts.services.notification import notify
from accounts.services.territory import territory_of
from customers.models import Customer
from customers.services.tier import tier_on
from customers.standing import keep_standing
from visits.models import Request, RequestEntry
from visits.models.request import departments_of
from visits.request_reminders import (
    ANSWERED,
    RAISED,
    address_of,
    forget_promise,
    params_of,
    people_of,
    people_who_asked,
    remind_of_promise,
)
from visits.services.service_level import promise_for
from visits.services.visit import is_covered

COMPANY_ZONE = ZoneInfo(settings.TIME_ZONE)
Status, Kind = Request.Status, RequestEntry.Kind


def raise_request(
    customer, *, kind, words, by, visit=None, product=None, uuid=None, raised_at=None
):
    """Opens a request with its promise. Its territory and tier are those of the day and never move."""
    require(by, Permission.REQUEST_RAISE)
    raised_at = raised_at or timezone.now()
    day = timezone.localdate(raised_at)
    with deed("request.raise", by=by):
        keep_standing([customer])
        _check_subject(customer, visit, by)
        territory = visit.territory if visit else _place(customer, by, day)
        tier = tier_on(customer, day)
        promise = promise_for(kind=kind, tier=tier, raised_at=raised_at)
        request = Request(
            customer=customer,
            visit=visit,
            product=product,
            kind=kind,
            words=words.strip(),
            territory=territory,
            tier=tier,
            department=promise.department,
            raised_by=by,
            raised_at=raised_at,
            respond_by=promise.respond_by,
            resolve_by=promise.resolve_by,
            is_provisional=promise.is_provisional,
            **with_uuid(uuid),
        )
        request.full_clean()
        request.save()
        mark_days_of(request)
        remind_of_promise(request)
        _tell_department(request, request)
    return request


def respond_to_request(request, *, text, by):
    """An answer to hand to the customer. The first one keeps, or breaks, the promise."""
    require(by, Permission.REQUEST_ANSWER)
    _check_said(text)
    with deed("request.respond", by=by):
        request = _locked(request, by)
        if not request.is_open:
            raise ValidationError(_("This request is resolved; reopen it to answer again."))
        _answer(request, timezone.now())
        if request.status == Status.OPEN:
            request.status = Status.ANSWERED
        request.save()
        entry = _note(request, Kind.RESPONSE, text, by)
        mark_days_of(request)
        remind_of_promise(request)
        _tell_asker(request, entry)
    return request


def resolve_request(request, *, text, by):
    """The matter is settled; a request resolved at once is answered by it too."""
    require(by, Permission.REQUEST_ANSWER)
    _check_said(text)
    with deed("request.resolve", by=by):
        request = _locked(request, by)
        request.check_can_become(Status.RESOLVED)
        _answer(request, now := timezone.now())
        request.resolved_at = now
        request.resolution_minutes = business_minutes(request.raised_at, request.resolved_at)
        request.status = Status.RESOLVED
        request.save()
        entry = _note(request, Kind.RESOLUTION, text, by)
        mark_days_of(request)
        forget_promise(request)
        _tell_asker(request, entry)
    return request


def confirm_request(request, *, satisfaction=None, by):
    """The asking side says that the customer has the answer, and how satisfied she is (1 to 5)."""
    require(by, Permission.REQUEST_RAISE)
    with deed("request.confirm", by=by):
        request = _locked(request)
        if request.status != Status.RESOLVED or request.confirmed_at:
            raise ValidationError(_("Only a resolved request can be confirmed, and only once."))
        request.confirmed_at = timezone.now()
        request.satisfaction = satisfaction
        request.full_clean()
        request.save()
        _note(request, Kind.CONFIRMED, "", by)
    return request


def reopen_request(request, *, because, by):
    """The answer did not do: a new promise starts now, the first response of the first round stays."""
    require(by, Permission.REQUEST_REOPEN)
    _check_said(because)
    with deed("request.reopen", by=by, because=because):
        request = _locked(request)
        request.check_can_become(Status.OPEN)
        mark_days_of(request)
        entry = _note(request, Kind.REOPENED, because, by)
        promise = promise_for(kind=request.kind, tier=request.tier, raised_at=entry.at)
        request.status = Status.OPEN
        request.resolve_by = promise.resolve_by
        request.is_provisional = promise.is_provisional
        request.resolved_at = request.resolution_minutes = None
        request.confirmed_at = request.satisfaction = None
        request.reopened_count += 1
        request.save()
        mark_days_of(request)
        remind_of_promise(request)
    return request


def route_request(request, *, department, because, by):
    """Hands the request to another department; the promise given to the customer does not move."""
    require(by, Permission.REQUEST_ANSWER)
    _check_said(because)
    with deed("request.route", by=by, because=because):
        request = _locked(request, by)
        request.department = department
        request.assignee = None
        request.full_clean()
        request.save()
        entry = _note(request, Kind.ROUTED, because, by)
        remind_of_promise(request)
        _tell_department(request, entry)
    return request


def take_request(request, *, by):
    require(by, Permission.REQUEST_ANSWER)
    with deed("request.take", by=by):
        request = _locked(request, by)
        if request.assignee not in {None, by}:
            raise ValidationError(
                _("%(name)s has taken this request already.") % {"name": request.assignee}
            )
        request.assignee = by
        request.save()
        remind_of_promise(request)
    return request


def note_on_request(request, *, text, by):
    """A word among colleagues, never for the customer."""
    require(by, Permission.REQUEST_ANSWER)
    _check_said(text)
    with deed("request.note", by=by):
        request = _locked(request, by)
        return _note(request, Kind.NOTE, text, by)


def _answer(request, now):
    if request.first_response_at is None:
        request.first_response_at = now
        request.first_response_minutes = business_minutes(
            request.raised_at, request.first_response_at
        )


def _locked(request, by=None):
    """The row as it is now; with `by`, only for somebody of the department that it lies with."""
    request = (
        Request.objects.select_for_update(of=("self",))
        .select_related("customer", "raised_by", "assignee")
        .get(pk=request.pk)
    )
    if by is not None and request.department not in departments_of(by):
        raise PermissionDenied(_("This request lies with another department."))
    return request


def _note(request, kind, text, by):
    return RequestEntry.objects.create(request=request, kind=kind, text=text.strip(), by=by)


def _check_said(text):
    if not text.strip():
        raise ValidationError({"text": _("Write a sentence first.")})


def _check_subject(customer, visit, by):
    if visit and visit.customer_id != customer.pk:
        raise ValidationError({"visit": _("This visit was to another customer.")})
    # What was asked on a visit under cover is raised with it, also when the cover is over.
    is_under_cover = visit and visit.rep_id == by.pk and is_covered(visit)
    seen = Customer.objects.all() if is_under_cover else Customer.objects.visible_to(by)
    if not seen.active().filter(pk=customer.pk).exists():
        raise ValidationError({"customer": _("This customer is not one of yours.")})


def _place(customer, by, day):
    territory = territory_of(by, day)
    if territory is None:
        alignment = customer.alignments.on(day).select_related("territory").first()
        territory = alignment and alignment.territory
    if territory is None:
        raise ValidationError(
            {"customer": _("The customer belongs to no territory today; align it first.")}
        )
    return territory


def _tell_department(request, occasion):
    """`occasion` is the row that says what happened: the same department may be told of two of them."""
    for person in people_of(request.department):
        key = f"{RAISED}:{occasion.uuid}"
        notify(person, RAISED, key=key, params=params_of(request), url=address_of(request))


def _tell_asker(request, occasion):
    key = f"{ANSWERED}:{occasion.uuid}"
    for person in people_who_asked(request):
        notify(person, ANSWERED, key=key, params=params_of(request), url=address_of(request))


def mark_days_of(request):
    """Marks each day on which a figure reads this request (raised, due, answered, resolved)."""
    moments = {
        request.raised_at,
        request.respond_by,
        request.first_response_at,
        request.resolved_at,
    }
    # Figures go by the company's day, wherever the person who answers may be.
    for day in {timezone.localdate(moment, COMPANY_ZONE) for moment in moments if moment}:
        mark_day_changed(request.raised_by, day)
