"""What visits tell a customer's page: what happened, what to do next, and what moves along to another territory."""

import datetime

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from accounts.templatetags.permissions import masked
from customers.timeline import Entry, NextStep, start_of
from visits.late import late_words
from visits.models import CustomerAnswer, FollowUp, Request, Visit

# What an entry shows of each; a page would otherwise read every column of sixty rows.
VISIT = [
    *["uuid", "customer__name", "status", "outcome", "channel", "day", "planned_time"],
    *["started_at", "ended_at", "feedback", "key_points", "objective"],
    *["rep__name", "rep__username", "effectiveness__is_effective"],
    *["submitted_at", "effectiveness__policy__submit_within_hours"],
]
REQUEST = [
    *["uuid", "kind", "words", "status", "raised_at", "respond_by", "resolve_by"],
    *["first_response_at", "raised_by__name", "raised_by__username"],
]
PROMISE = [
    *["uuid", "kind", "status", "respond_by", "resolve_by", "first_response_at"],
]
COMING = ["uuid", "day", "objective", "rep__name", "rep__username"]
FOLLOW_UP = ["done_at", "what", "evidence", "owner__name", "owner__username"]
PAGES = {
    Visit: (Permission.VISIT_READ, "visits:visit_detail"),
    Request: (Permission.REQUEST_READ, "visits:request_detail"),
}


def visit_entries(customer, user, before, limit):
    """A hospital tells of visits to the house itself and to its people; cancelled ones are history's."""
    where = "customer" if customer.is_person else "organisation"
    until = timezone.localdate(before)
    shown = _visits(user, where, limit, whose=customer.pk, until=until)
    entries = [_visit_entry(visit, customer, user) for visit in shown]
    return [entry for entry in entries if entry.at < before]


@prepared
def _visits(reader, where, limit, *, whose, until):
    visits = Visit.objects.visible_to(reader).filter(**{where: whose}, day__lte=until)
    said = CustomerAnswer.objects.filter(visit=OuterRef("pk"), customer=whose)
    answered = visits.annotate(answer=Subquery(said.values("status")[:1]))
    with_rest = answered.select_related("rep", "customer", "effectiveness__policy").only(*VISIT)
    return with_rest.exclude(status=Visit.Status.CANCELLED).newest_first()[:limit]


def request_entries(customer, user, before, limit):
    return [
        Entry(
            at=request.raised_at,
            icon="message-2",
            tone="b" if request.is_late else "",
            title=_("Request: %(kind)s") % {"kind": request.get_kind_display()},
            text=request.words,
            url=_page_of(request, user),
            by=str(request.raised_by),
            what=request.get_status_display(),
        )
        for request in _requests(user, limit, customer=customer.pk, before=before)
    ]


@prepared
def _requests(reader, limit, *, customer, before):
    asked = Request.objects.visible_to(reader).filter(customer=customer, raised_at__lt=before)
    shown = asked.select_related("raised_by").only(*REQUEST)
    return shown.order_by("-raised_at", "-pk")[:limit]


def follow_up_entries(customer, user, before, limit):
    return [
        Entry(
            at=follow_up.done_at,
            icon="checks",
            tone="g",
            title=_("Followed up"),
            text=" · ".join(filter(None, [follow_up.what, follow_up.evidence])),
            by=str(follow_up.owner),
        )
        for follow_up in _follow_ups(user, limit, customer=customer.pk, before=before)
    ]


@prepared
def _follow_ups(reader, limit, *, customer, before):
    done = FollowUp.objects.visible_to(reader).filter(customer=customer, done_at__lt=before)
    return done.select_related("owner").only(*FOLLOW_UP).order_by("-done_at")[:limit]


def promise_step(customer, user):
    """A promise comes before everything else."""
    found = _next_promise(user, customer=customer.pk)
    return _promise(found[0], user) if found else None


@prepared
def _next_promise(reader, customer):
    asked = Request.objects.visible_to(reader).open().filter(customer=customer)
    return asked.only(*PROMISE).order_by("resolve_by", "pk")[:1]


def _promise(request, user):
    answered = request.status == Request.Status.ANSWERED
    return NextStep(
        title=_("Hand over the answer") if answered else _("Answer the request"),
        why=request.get_kind_display(),
        url=_page_of(request, user),
        link=_("Open the request"),
        when=date_format(timezone.localtime(request.next_due), "SHORT_DATETIME_FORMAT"),
    )


def planned_step(customer, user):
    found = _next_visit(user, customer=customer.pk)
    return _coming(found[0], user) if found else None


@prepared
def _next_visit(reader, customer):
    visits = Visit.objects.visible_to(reader).filter(customer=customer)
    coming = visits.filter(status=Visit.Status.PLANNED, day__gte=timezone.localdate())
    return coming.select_related("rep").only(*COMING).order_by("day", "planned_time", "pk")[:1]


def _coming(visit, user):
    own = visit.rep_id == user.pk
    return NextStep(
        title=masked(visit.objective, user) or _("Visit"),
        url=reverse("visits:visit_prepare", args=[visit.uuid]) if own else _page_of(visit, user),
        link=_("Prepare") if own else _("Open the visit"),
        when=date_format(visit.day, "DATE_FORMAT"),
        by=str(visit.rep),
    )


def visits_that_move(customer_ids, on):
    count = Visit.objects.filter(
        customer__in=customer_ids, status=Visit.Status.PLANNED, day__gte=on
    ).count()
    return _("Visits planned from that day on"), count


def requests_that_move(customer_ids, on):
    return _("Open requests"), Request.objects.open().filter(customer__in=customer_ids).count()


def _visit_entry(visit, customer, user):
    title = visit.get_outcome_display() or visit.get_status_display()
    verdict = getattr(visit, "effectiveness", None)
    if verdict and verdict.is_effective:
        title = _("Effective visit")
    if visit.customer_id != customer.pk:
        title = f"{visit.customer} · {title}"
    return Entry(
        at=_moment_of(visit),
        icon="route" if visit.is_done or visit.is_open else "user-x",
        tone="a" if visit.is_done else "",
        title=title,
        text=visit.feedback or visit.key_points or visit.objective,
        url=_page_of(visit, user),
        by=str(visit.rep),
        what=" · ".join(filter(None, [_how(visit), _answer(visit)])),
        badge=_late_badge(visit),
        is_whole_day=visit.started_at is None and visit.planned_time is None,
    )


def _answer(visit):
    """What she said of it on her own page; her words are on the page of the dispute."""
    if not visit.answer:
        return ""
    answer = CustomerAnswer.Status(visit.answer).label
    return _("%(answer)s by the customer") % {"answer": answer}


def _page_of(record, user):
    """Its address, for those who may open it: the story is told to more."""
    permission, name = PAGES[type(record)]
    return reverse(name, args=[record.uuid]) if can(user, permission) else ""


def _how(visit):
    channel = visit.get_channel_display()
    if visit.minutes is None:
        return channel
    minutes = ngettext("%(n)s minute", "%(n)s minutes", visit.minutes) % {"n": visit.minutes}
    return f"{channel} · {minutes}"


def _late_badge(visit):
    words = late_words(visit)
    return {"icon": "hourglass-low", "text": words, "tone": "warn"} if words else None


def _moment_of(visit):
    if visit.started_at:
        return visit.started_at
    if visit.planned_time:
        return timezone.make_aware(datetime.datetime.combine(visit.day, visit.planned_time))
    return start_of(visit.day)
