"""Approved leave takes days from a cycle: what matters least is cut from the plan, and comes back with the days (VIS-01)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.history import bulk_update_recorded, deed
from accounts.services.notification import declare_notification, notify
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.plan_load import cuts, room_of
from visits.services.cycle_plan import hold_plan

AGREED = (CyclePlan.Status.SUBMITTED, CyclePlan.Status.APPROVED)


def rebalance_for(absence, by):
    """Registered as accounts.registry.absence_changed: every agreed plan of the person whose cycle has these days."""
    cycles = Cycle.objects.open().overlapping(absence.valid_from, absence.valid_to)
    plans = CyclePlan.objects.filter(rep=absence.user, cycle__in=cycles, status__in=AGREED)
    for plan in plans.order_by("pk"):
        rebalance_plan(plan, because=str(absence), by=by)


def rebalance_plan(plan, *, because, by):
    """As many visits fewer as the days off take, never one that was made. An overload that was agreed stays agreed.

    It begins anew from the numbers before any leave, so days that come back bring their visits back.
    """
    with deed("cycle_plan.rebalance", by=by, because=because):
        plan = hold_plan(plan)
        rows = PlanTarget.objects.filter(plan=plan).order_by("pk")
        list(rows.select_for_update())
        targets = list(rows.with_done())
        changed = _cut(plan, targets)
        bulk_update_recorded(changed, ["planned", "before_leave"])
        if changed:
            plan.rebalanced_at = timezone.now()
        plan.save()
        if changed:
            _tell(plan)
    return changed


def _cut(plan, targets):
    """Sets the numbers; returns the targets that differ."""
    before = {target: (target.planned, target.before_leave) for target in targets}
    for target in targets:
        target.planned = _without_leave(target)
    planned = sum(target.planned for target in targets)
    room = room_of(plan)
    plan.working_days, plan.days_off = room.working_days, room.days_off
    for target in targets:
        target.before_leave = None
    for target, number in cuts(targets, planned - plan.overload - plan.capacity):
        target.before_leave = target.planned
        target.planned -= number
    return [target for target in targets if before[target] != (target.planned, target.before_leave)]


def _without_leave(target):
    return target.planned if target.before_leave is None else target.before_leave


def _tell(plan):
    notify(
        plan.rep,
        "cycle_plan.rebalanced",
        key=f"cycle_plan:{plan.uuid}:rebalanced:{plan.rebalanced_at.isoformat()}",
        params={"first": plan.cycle.valid_from},
        url=reverse("visits:cycle_plan_detail", args=[plan.uuid]),
    )


def declare():
    declare_notification(
        "cycle_plan.rebalanced",
        gettext_lazy("Time off changed your plan for the cycle from %(first)s: see what and why"),
        icon="target-arrow",
    )
