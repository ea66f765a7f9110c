"""Drafts: what was typed and not yet submitted, kept as it is, right or wrong (decision 6)."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission, require
from customers.models.reception_policy import usually_banned
from visits.models import Topic, Visit, VisitDraft, VisitProduct
from visits.record import record_of

LARGEST = 100_000  # characters of JSON
USUAL, SHORTEST = timedelta(minutes=15), timedelta(minutes=5)


def first_record(visit, record=None):
    """What the log form holds before anything is typed: the plan, and the likeliest of what it left open.

    The outcome and the adverse-event answer are never among it (decision 22). `record` is what the visit holds, if
    that is known.
    """
    record = _where_it_was_last(visit, record or record_of(visit)).in_usual_form
    start, end = _likely_times(visit, timezone.now())
    return replace(
        record,
        started_at=start,
        ended_at=end,
        topic=record.topic or Topic.objects.active().first(),
        next_step=record.next_step or Visit.NextStep.NONE.value,
        products=tuple(
            replace(talk, reaction=talk.reaction or VisitProduct.Reaction.NEUTRAL.value)
            for talk in record.products
        ),
    )


def _where_it_was_last(visit, record):
    """The rep's last visit to the customer says where they meet; a closed place is never offered (CN-010)."""
    if record.location:
        return record
    last = Visit.objects.done().filter(rep=visit.rep_id, customer=visit.customer_id)
    offered = last.exclude(location__in=["", *usually_banned()]).order_by("-day", "-pk")
    place = offered.values_list("location", flat=True)
    return replace(record, location=place.first() or "")


def _likely_times(visit, now):
    """As planned, if that lies behind; else it has just ended. A past day without a time must be asked."""
    now = now.replace(second=0, microsecond=0)
    start = visit.started_at
    if start is None and visit.planned_time:
        start = datetime.combine(visit.day, visit.planned_time, ZoneInfo(visit.rep.time_zone))
    if start is None and visit.day < timezone.localdate(now):
        return None, None
    if start is None or now - start < SHORTEST:
        start = now - USUAL
    return start, min(start + USUAL, now)


def save_draft(visit, *, data, by):
    """`data` is {field name: [values]} of the form; no record, so no history."""
    require(by, Permission.VISIT_LOG)
    if visit.rep_id != by.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    if not visit.can_be_logged:
        raise ValidationError(_("This visit takes no draft any more."), code="VISIT_STATUS")
    if len(json.dumps(data)) > LARGEST:
        raise ValidationError(_("This draft is too long to be kept."))
    return VisitDraft.objects.update_or_create(visit=visit, defaults={"rep": by, "data": data})[0]
