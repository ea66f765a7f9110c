"""How the state and the outcome of a visit are said in lists and on cards."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from visits.criteria import lacks_of
from visits.late import late_words
from visits.models import Visit
from visits.short_day import WEEKDAYS, short_day

register = template.Library()
register.filter("short_day", short_day)
register.filter("weekday_name", lambda day: WEEKDAYS[day.weekday()])

Status = Visit.Status
# icon, class of the badge
BADGES = {
    Status.PLANNED: ("calendar-event", "badge-accent"),
    Status.IN_PROGRESS: ("pencil", "badge-warn"),
    Status.SUBMITTED: ("lock", ""),
    Status.CANCELLED: ("calendar-off", ""),
    Status.MISSED: ("clock-exclamation", "badge-bad"),
}


@register.filter
def status_icon(visit):
    return BADGES[visit.status][0]


@register.filter
def status_tone(visit):
    return BADGES[visit.status][1]


@register.filter
def verdict(visit):
    """How a submitted visit came out, in one line; nothing before."""
    if not visit.is_locked:
        return ""
    if not visit.is_done:
        return visit.get_outcome_display()
    parts = [_judged(getattr(visit, "effectiveness", None))]
    if visit.minutes is not None:
        parts.append(_("took %(n)s min") % {"n": visit.minutes})
    return " · ".join(part for part in parts if part)


def _judged(effectiveness):
    if effectiveness is None:
        return ""
    met, missed = len(effectiveness.met), len(effectiveness.missed)
    said = {"met": met, "total": met + missed, "lacks": ", ".join(lacks_of(effectiveness))}
    if effectiveness.is_effective:
        return _("Effective %(met)s/%(total)s") % said
    return _("Not effective %(met)s/%(total)s: %(lacks)s") % said


@register.filter
def late_mark(visit):
    """How long after it took place a visit came in, if that was late."""
    return late_words(visit)


@register.filter
def how_far(way):
    """A way in words: metres below one kilometre."""
    if way.metres < 1000:
        return _("%(n)s m") % {"n": way.metres}
    return _("%(n)s km") % {"n": number_format(way.kilometres, 1)}
