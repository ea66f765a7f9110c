"""What people do when a person asks for her data: enter it, check who asks, answer or refuse in time (PRV-005)."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import bulk_update_recorded, deed
from accounts.permissions import Permission, require
from accounts.services.calendar import add_business_days
from compliance.models import SubjectRequest
from compliance.services.erasure import check_words

ANSWERED_WITHIN = 15  # working days
LOOK_BACK = timedelta(days=366)
Status = SubjectRequest.Status


def receive_request(customer, *, kind, how, by, received_on=None):
    require(by, Permission.ERASURE_REQUEST)
    if not customer.is_person:
        raise ValidationError(
            _("Only people ask for their data; an organisation has none of its own.")
        )
    day, today = received_on or timezone.localdate(), timezone.localdate()
    if not today - LOOK_BACK <= day <= today:
        raise ValidationError(
            {"received_on": _("Give the day on which it arrived: within the last year.")}
        )
    with deed("subject_request.receive", by=by):
        row = SubjectRequest(
            customer=customer,
            kind=kind,
            how=how,
            received_on=day,
            due_on=add_business_days(day, ANSWERED_WITHIN),
            entered_by=by,
        )
        row.full_clean()
        row.save()
    return row


def renew_due_days(country, year, by):
    """Registered as accounts.registry.calendar_published: what is open and reaches into this year."""
    if country != settings.COUNTRY:
        return
    reaching = SubjectRequest.objects.open().filter(
        received_on__year__lte=year, due_on__year__gte=year
    )
    _renew(reaching, by=by)


def identify_subject(request, *, identity_check, by):
    """Nothing is told to anybody before it is known who asks."""
    return _move(
        *(request, Status.IDENTIFIED, "subject_request.identify"),
        by=by,
        identity_check=identity_check,
        identified_by=by,
        identified_at=timezone.now(),
    )


def answer_request(request, *, answer, by):
    return _close(request, Status.ANSWERED, "subject_request.answer", answer, by)


def refuse_request(request, *, answer, by):
    return _close(request, Status.REFUSED, "subject_request.refuse", answer, by)


def _close(request, status, action, answer, by):
    check_words("answer", answer, request.customer)
    return _move(
        *(request, status, action),
        by=by,
        answer=answer.strip(),
        closed_by=by,
        closed_at=timezone.now(),
    )


def _move(request, status, action, *, by, **fields):
    require(by, Permission.ERASURE_DECIDE)
    with deed(action, by=by):
        row = SubjectRequest.objects.select_for_update().get(pk=request.pk)
        row.check_can_become(status)
        row.status = status
        row.update_from(fields)
        row.full_clean()
        row.save()
    return row


def _renew(requests, *, by):
    require(by, Permission.CONFIGURE)
    with deed("subject_request.renew_deadline", by=by):
        rows = list(requests.order_by("pk").select_for_update(of=("self",)))
        before = {row: row.due_on for row in rows}
        for row in rows:
            row.due_on = add_business_days(row.received_on, ANSWERED_WITHIN)
        bulk_update_recorded([row for row in rows if row.due_on != before[row]], ["due_on"])
