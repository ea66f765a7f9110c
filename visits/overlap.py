"""Whether a rep says to have been in two places at once: a warning for her, never a refusal (RSK-19 notices it)."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from visits.models import Visit
from visits.services.visit import local_day

NAMED = 3
DAY = timedelta(days=1)


def overlapping(visit, record):
    """The rep's other submitted visits at the time of the record, the first few."""
    start, end = record.started_at, record.ended_at
    if start is None:
        return []
    days = {local_day(visit.rep, moment) for moment in (start, end or start)}
    own = Visit.objects.visible_to(visit.rep).submitted().filter(rep=visit.rep)
    near = own.filter(day__range=(min(days) - DAY, max(days))).exclude(pk=visit.pk)
    there = near.filter(started_at__lt=end or start, ended_at__gt=start)
    return list(there.select_related("customer").order_by("started_at")[:NAMED])


def overlap_words(others):
    named = ", ".join(f"{other.customer} {_hours(other)}" for other in others)
    return _(
        "At that time you were with %(others)s. Change the time, or tick below that both are right."
    ) % {"others": named}


def _hours(visit):
    start, end = (date_format(localtime(at), "H:i") for at in (visit.started_at, visit.ended_at))
    return f"{start}–{end}"
