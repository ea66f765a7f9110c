"""Cycles are opened ahead and closed a few days after their end, each morning; what is closed stays as it was counted."""

from datetime import timedelta

from django.utils import timezone

from accounts.history import bulk_update_recorded, deed, system
from visits.cycle_terms import terms
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.plan_reminders import remind_of_cycle

DAY = timedelta(days=1)
MORNING = system("start_the_day")


def turn_cycles_by_the_clock():
    """Registered as accounts.registry.day_starters."""
    today, said = timezone.localdate(), terms()
    horizon = today + said["open_ahead_days"] * DAY
    first = _next_first_day(today)
    while first <= horizon:
        cycle = _open(first, said["months"])
        first = cycle.valid_to + DAY
    for cycle in Cycle.objects.open().filter(valid_to__lt=today - said["close_after_days"] * DAY):
        close_cycle(cycle, by=MORNING)


def close_cycle(cycle, *, by):
    """Writes what was done beside each target. Visits that are amended later change figures, not this."""
    with deed("cycle.close", by=by):
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if cycle.status == Cycle.Status.CLOSED:
            return cycle
        plans = list(CyclePlan.objects.select_for_update().filter(cycle=cycle).order_by("pk"))
        _freeze(plans)
        for plan in plans:
            plan.check_can_become(CyclePlan.Status.CLOSED)
            plan.status = CyclePlan.Status.CLOSED
        bulk_update_recorded(plans, ["status"])
        cycle.status, cycle.closed_at = Cycle.Status.CLOSED, timezone.now()
        cycle.save()
    return cycle


def _freeze(plans):
    rows = PlanTarget.objects.filter(plan__in=plans).order_by("pk")
    made = dict(rows.with_done().values_list("pk", "made"))
    targets = list(rows.select_for_update())
    for target in targets:
        target.done = made[target.pk]
    bulk_update_recorded(targets, ["done"])


def _next_first_day(today):
    """After the last cycle; the first one begins with today's month."""
    last = Cycle.objects.order_by("valid_to").last()
    return last.valid_to + DAY if last else today.replace(day=1)


def _open(first, months):
    with deed("cycle.open", by=MORNING):
        cycle = Cycle.objects.create(valid_from=first, valid_to=_last_day(first, months))
        remind_of_cycle(cycle)
    return cycle


def _last_day(first, months):
    month = first.month - 1 + months
    return first.replace(year=first.year + month // 12, month=month % 12 + 1, day=1) - DAY
