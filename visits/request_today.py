"""What customers wait for, first thing on Today: late promises, then answers to hand over."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.prepared import prepared
from visits.models import Request
from visits.request_reminders import address_of
from visits.templatetags.promises import left

SHOWN = 2
READ = [
    *["uuid", "words", "status", "department", "customer__name"],
    *["respond_by", "resolve_by", "first_response_at"],
]


def promise_boxes(user, today):
    """Boxes for templates/visits/_today_box.html, from one look at the open requests that the rep raised."""
    waiting = _waiting(user)
    now = timezone.now()
    late = [request for request in waiting if request.is_late]
    answered = [
        request
        for request in waiting
        if request.status == Request.Status.ANSWERED and not request.is_late
    ]
    boxes = [
        _box(_("Late promises"), "alarm", late, now),
        _box(_("Answers to hand over"), "", answered, now),
    ]
    return [box for box in boxes if box["rows"]]


@prepared
def _waiting(reader):
    mine = Request.objects.visible_to(reader).open().filter(raised_by=reader.pk)
    return mine.select_related("customer").only(*READ).order_by("respond_by", "pk")


def _box(label, tone, requests, now):
    rows = [_row(request, tone, now) for request in requests[:SHOWN]]
    more = None
    if len(requests) > SHOWN:
        text = _("All %(n)s: %(label)s") % {"n": len(requests), "label": label}
        state = "late" if tone else ""
        more = {"url": f"{reverse('visits:request_list')}?state={state}", "text": text}
    return {"label": label, "tone": tone, "rows": rows, "more": more}


def _row(request, tone, now):
    words = request.words[:60]
    return {
        "url": address_of(request),
        "icon": "clock-exclamation" if tone else "message-check",
        "title": f"{left(request, now).text}: {words}" if tone else words,
        "text": f"{request.customer} · {request.get_department_display()}",
    }
