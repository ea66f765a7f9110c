"""Until when an alert is decided, in the company's working days, and who learns of it when it is not (RSK-E03)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.history import bulk_update_recorded, deed, system
from accounts.permissions import Permission, require
from accounts.services.calendar import CLOSES, OPENS, add_business_hours
from compliance.models import Alert, Severity
from compliance.services.alert_messages import tell_overdue

WORKING_DAYS = {Severity.HIGH: 2, Severity.MEDIUM: 5, Severity.LOW: 10}
HOURS_A_DAY = CLOSES.hour - OPENS.hour
BATCH = 1000


def deadline(severity, start):
    """The columns of a deadline that counts from the aware moment `start`."""
    due_at, is_provisional = add_business_hours(start, WORKING_DAYS[severity] * HOURS_A_DAY)
    return {"counted_from": start, "due_at": due_at, "is_provisional": is_provisional}


def escalate_overdue(now=None):
    """Each minute: what is past its deadline is passed on, once. Returns how many alerts were."""
    now, number = now or timezone.now(), 0
    while alerts := _escalate(now):
        number += len(alerts)
    return number


def renew_provisional_deadlines(country, year, by):
    """Registered as accounts.registry.calendar_published: what is open and waits for this year's holidays.

    A deadline that was passed on was judged by the calendar of its time.
    """
    if country != settings.COUNTRY:
        return
    zone = ZoneInfo(settings.TIME_ZONE)
    begins, ends = (datetime.combine(date(y, 1, 1), time(), zone) for y in (year, year + 1))
    waiting = Alert.objects.open().filter(
        is_provisional=True, escalated_at=None, counted_from__lt=ends, due_at__gte=begins
    )
    _renew_deadlines(waiting, by=by)


def _renew_deadlines(waiting, *, by):
    require(by, Permission.CONFIGURE)
    with deed("alert.renew_deadline", by=by):
        alerts = list(waiting.order_by("pk").select_for_update(of=("self",)))
        bulk_update_recorded(list(filter(_is_renewed, alerts)), ["due_at", "is_provisional"])


def _is_renewed(alert):
    """Counts the alert's deadline anew; whether that changed anything."""
    before = alert.due_at, alert.is_provisional
    for name, value in deadline(alert.severity, alert.counted_from).items():
        setattr(alert, name, value)
    return (alert.due_at, alert.is_provisional) != before


def _escalate(now):
    with deed("alert.escalate", by=system("risk")):
        late = Alert.objects.overdue(now).filter(escalated_at=None).order_by("pk")
        alerts = list(late.select_for_update(skip_locked=True, of=("self",))[:BATCH])
        for alert in alerts:
            alert.escalated_at = now
        bulk_update_recorded(alerts, ["escalated_at"])
        tell_overdue(alerts)
    return alerts
