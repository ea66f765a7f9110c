"""A plan that is not submitted a week before its cycle begins reminds its representative (VIS-10)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Territory, User
from accounts.permissions import Role
from accounts.services.reminder import Reminding, declare_reminder, remind
from visits.models import Cycle, CyclePlan

UNPLANNED = "cycle_plan.not_submitted"
WEEK, MORNING = timedelta(days=7), time(8, 30)


def declare():
    declare_reminder(
        UNPLANNED,
        _("The cycle from %(first)s begins soon, and your plan for it is not submitted"),
        not_submitted,
        icon="target-arrow",
        outside=_("A plan of yours is not submitted yet."),
    )


def remind_of_cycle(cycle):
    """Inside the deed that opens it: everybody who works in a territory then."""
    there = Membership.objects.on(cycle.valid_from).filter(
        territory__level=Territory.Level.TERRITORY
    )
    for rep in User.objects.active().with_role(Role.REP).filter(pk__in=there.values("user_id")):
        zone = ZoneInfo(rep.time_zone)
        due_at = datetime.combine(cycle.valid_from - WEEK, MORNING, zone)
        if due_at > timezone.now():
            remind(UNPLANNED, user=rep, subject=cycle, moment="week_before", due_at=due_at)


def not_submitted(reminder):
    cycle = Cycle.objects.open().filter(uuid=reminder.subject).first()
    if cycle is None:
        return None
    plan = CyclePlan.objects.filter(cycle=cycle, rep=reminder.user).first()
    if plan and not plan.is_writable:
        return None
    return Reminding({"first": cycle.valid_from}, url=reverse("visits:cycle_plan_list"))
