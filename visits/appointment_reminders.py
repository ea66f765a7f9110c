"""An appointment that nobody answered reminds its rep: after two working days, and on the working day before (CN-009)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.calendar import add_business_days, is_working
from accounts.services.reminder import Reminding, declare_reminder, forget, remind
from visits.models import Appointment

UNANSWERED = "appointment.unanswered"
MORNING, PATIENCE, DAY = time(8, 30), 2, timedelta(days=1)


def declare():
    declare_reminder(
        UNANSWERED,
        _("%(house)s has not answered: the appointment of %(day)s"),
        _still_waiting,
        icon="door-enter",
    )


def remind_of_answer(appointment):
    zone = ZoneInfo(appointment.rep.time_zone)
    slot = appointment.starts_at.astimezone(zone).date()
    asked = appointment.requested_at.astimezone(zone).date()
    moments = {"patience": add_business_days(asked, PATIENCE), "before": _working_day_before(slot)}
    for moment, day in moments.items():
        due_at = datetime.combine(day, MORNING, zone)
        if timezone.now() < due_at < appointment.starts_at:
            remind(
                UNANSWERED, user=appointment.rep, subject=appointment, moment=moment, due_at=due_at
            )


def forget_appointment(appointment):
    forget(UNANSWERED, subject=appointment)


def address_of(appointment):
    return reverse("visits:appointment_detail", args=[appointment.uuid])


def _working_day_before(day):
    day -= DAY
    while not is_working(day):
        day -= DAY
    return day


def _still_waiting(reminder):
    waiting = Appointment.objects.waiting().filter(uuid=reminder.subject, rep=reminder.user)
    appointment = waiting.select_related("organisation__customer").first()
    if appointment is None or appointment.starts_at < timezone.now():
        return None
    day = timezone.localdate(appointment.starts_at)
    said = {"house": str(appointment.organisation), "day": day}
    return Reminding(said, url=address_of(appointment))
