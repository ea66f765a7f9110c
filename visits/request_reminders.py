"""Promises remind the answering department and the asking rep: before, at, and after their moment (VIS-10)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.permissions import Role
from accounts.services.notification import declare_notification
from accounts.services.reminder import Reminding, declare_reminder, forget, remind
from visits.models import Request

SOON, LATE = "request.promise_soon", "request.promise_late"
RAISED, ANSWERED = "request.raised", "request.answered"
BEFORE = timedelta(hours=2)


def declare():
    declare_notification(
        RAISED,
        _("New request from %(customer)s, promised by %(due)s"),
        icon="message-2",
        outside=_("A customer's request has come in."),
    )
    declare_notification(
        ANSWERED,
        _("Your request for %(customer)s has an answer to hand over"),
        icon="message-check",
        outside=_("There is an answer for you to hand over."),
    )
    declare_notification(
        "adverse_event",
        _("Possible adverse event reported by a customer (%(customer)s)"),
        icon="heartbeat",
    )
    declare_reminder(
        SOON,
        _("%(customer)s waits: promised by %(due)s"),
        _still_open,
        icon="hourglass-low",
        outside=_("A promise is due soon."),
    )
    declare_reminder(
        LATE,
        _("Promise to %(customer)s broken: it was due %(due)s"),
        _still_open,
        icon="clock-exclamation",
        outside=_("A promise is overdue."),
    )


def remind_of_promise(request):
    """Sets the moments of the open promise anew, for whoever can still keep it."""
    forget_promise(request)
    for person in _who_answers(request):
        remind(
            SOON, user=person, subject=request, moment="before", due_at=request.next_due - BEFORE
        )
        remind(LATE, user=person, subject=request, moment="at", due_at=request.next_due)
    for person in people_who_asked(request):
        remind(LATE, user=person, subject=request, moment="at", due_at=request.next_due)


def forget_promise(request):
    forget(SOON, LATE, subject=request)


def params_of(request):
    return {"customer": request.customer.name, "due": request.next_due}


def address_of(request):
    return reverse("visits:request_detail", args=[request.uuid])


def people_of(department):
    return User.objects.active().with_role(Role(department))


def people_who_asked(request):
    """The asking rep; after she left, whoever works in that territory now."""
    if request.raised_by.is_active:
        return [request.raised_by]
    there = Membership.objects.today().filter(territory=request.territory_id)
    return User.objects.active().filter(pk__in=there.values("user_id"))


def _who_answers(request):
    if request.assignee and request.assignee.is_active:
        return [request.assignee]
    return people_of(request.department)


def _still_open(reminder):
    request = Request.objects.filter(uuid=reminder.subject).select_related("customer").first()
    if request is None or not request.is_open:
        return None
    return Reminding(params_of(request), url=address_of(request))
