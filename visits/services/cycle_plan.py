"""Cycle plans: generated, put right by the rep, submitted, approved or returned by a manager (VIS-01)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import bulk_create_recorded, bulk_update_recorded, deed
from accounts.models import Territory
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, can, is_own, require
from accounts.services.absence import managers_of
from accounts.services.notification import declare_notification, notify
from accounts.services.territory import territory_of
from visits.models import Cycle, CyclePlan, PlanTarget
from visits.models.plan_target import MOST_VISITS
from visits.plan_generation import PLACES, generated_targets, rank_of
from visits.plan_load import load_of, room_of
from visits.services.visit import check_customer

Status = CyclePlan.Status


def generate_plan(cycle, *, by, uuid=None):
    """The rep's own plan of an open cycle, as the playbooks ask for it: a draft to put right."""
    require(by, Permission.CYCLE_PLAN_KEEP)
    with deed("cycle_plan.generate", by=by):
        if getattr(by, "stands_in", None):
            raise PermissionDenied(_("Whoever stands in plans no cycle: it is the person's own."))
        if cycle.status != Cycle.Status.OPEN:
            raise ValidationError(_("This cycle is closed."))
        territory = territory_of(by, cycle.valid_from) or territory_of(by, cycle.valid_to)
        if territory is None:
            raise ValidationError(_("You work in no territory in this cycle."))
        plan = CyclePlan(
            cycle=cycle, rep=by, territory=territory, visits_a_day=0, **with_uuid(uuid)
        )
        _set_room(plan)
        plan.validate_constraints()
        plan.save()
        bulk_create_recorded(generated_targets(plan))
    return plan


def set_targets(plan, numbers, *, by):
    """`numbers` of visits by the uuid of the target; others stay. Returns how many differ from before."""
    require(by, Permission.CYCLE_PLAN_KEEP)
    with deed("cycle_plan.set_targets", by=by):
        plan = _hold_own(plan, by)
        rows = PlanTarget.objects.filter(plan=plan, uuid__in=numbers).order_by("pk")
        changed = []
        for target in rows.select_for_update():
            number = numbers[target.uuid]
            if not 0 <= number <= MOST_VISITS:
                raise ValidationError({str(target.uuid): _too_many()})
            if target.planned != number:
                target.planned = number
                changed.append(target)
        bulk_update_recorded(changed, ["planned"])
    return len(changed)


def add_target(plan, customer, *, planned, by, product=None, uuid=None):
    """A customer whom nothing generated, or one product with a customer."""
    require(by, Permission.CYCLE_PLAN_KEEP)
    with deed("cycle_plan.add_target", by=by):
        plan = _hold_own(plan, by)
        check_customer(customer, by)
        if not 0 <= planned <= MOST_VISITS:
            raise ValidationError({"planned": _too_many()})
        target = PlanTarget(
            plan=plan,
            customer=customer,
            product=product,
            tier=customer.tier,
            rank=_last_rank(plan, customer.tier),
            planned=planned,
            **with_uuid(uuid),
        )
        target.validate_constraints()
        target.save()
    return target


def trim_plan(plan, *, by):
    """Takes away, of what matters least, as many visits as there is no time for. Returns their number."""
    require(by, Permission.CYCLE_PLAN_KEEP)
    with deed("cycle_plan.trim", by=by):
        plan = _hold_own(plan, by)
        load = load_of(plan, room_of(plan).capacity)
        for target, number in load.cuts:
            target.planned -= number
        bulk_update_recorded([target for target, _number in load.cuts], ["planned"])
    return load.excess


def submit_plan(plan, *, by):
    """An overload is shown before, and does not stop it: the manager sees it too."""
    require(by, Permission.CYCLE_PLAN_KEEP)
    with deed("cycle_plan.submit", by=by):
        plan = _hold_own(plan, by, is_writing=False)
        plan.check_can_become(Status.SUBMITTED)
        planned = PlanTarget.objects.filter(plan=plan).aggregate(all=Sum("planned"))["all"]
        if not planned:
            raise ValidationError(_("No visit is planned yet."))
        _set_room(plan)
        plan.overload = max(0, planned - plan.capacity)
        plan.status, plan.submitted_at = Status.SUBMITTED, timezone.now()
        plan.save()
        _tell_managers(plan)
    return plan


def approve_plan(plan, *, by, because=""):
    with deed("cycle_plan.approve", by=by, because=because):
        return _decide(plan, Status.APPROVED, by, because)


def return_plan(plan, *, by, because):
    if not because.strip():
        raise ValidationError({"because": _("Say what has to be put right.")})
    with deed("cycle_plan.return", by=by, because=because):
        return _decide(plan, Status.RETURNED, by, because)


def may_decide(plan, by):
    return can(by, Permission.CYCLE_PLAN_DECIDE) and not _why_not_decide(plan, by)


def check_may_decide(plan, by):
    require(by, Permission.CYCLE_PLAN_DECIDE)
    if said := _why_not_decide(plan, by):
        raise PermissionDenied(said)


def hold_plan(plan):
    rows = CyclePlan.objects.select_for_update(of=("self",))
    return rows.select_related("cycle", "rep", "territory").get(pk=plan.pk)


def _why_not_decide(plan, by):
    if is_own(by, plan.rep_id):
        return _("Nobody decides on their own plan.")
    leads = Territory.ids_seen_by(by)
    if not Territory.objects.filter(pk=plan.territory_id, pk__in=leads).exists():
        return _("A manager of the plan's own territory decides on this.")
    return ""


def _decide(plan, status, by, because):
    require(by, Permission.CYCLE_PLAN_DECIDE)
    plan = hold_plan(plan)
    check_may_decide(plan, by)
    plan.check_can_become(status)
    plan.status, plan.decision_reason = status, because.strip()
    plan.decided_by, plan.decided_at = by, timezone.now()
    plan.save()
    notify(
        plan.rep,
        "cycle_plan.decided",
        key=f"cycle_plan:{plan.uuid}:{status}:{plan.decided_at.isoformat()}",
        params={"first": plan.cycle.valid_from, "state": str(status)},
        url=reverse("visits:cycle_plan_detail", args=[plan.uuid]),
    )
    return plan


def _hold_own(plan, by, *, is_writing=True):
    plan = hold_plan(plan)
    if plan.rep_id != by.pk:
        raise PermissionDenied(_("Only the representative whose plan this is can do that."))
    if is_writing and not plan.is_writable:
        raise ValidationError(
            _("The plan is %(state)s: challenge a target to change it.")
            % {"state": plan.get_status_display().lower()},
            code="CYCLE_PLAN_STATUS",
        )
    return plan


def _set_room(plan):
    room = room_of(plan)
    plan.working_days, plan.days_off = room.working_days, room.days_off
    plan.visits_a_day = room.visits_a_day


def _last_rank(plan, tier):
    first = rank_of(tier, 0)
    there = PlanTarget.objects.filter(plan=plan, rank__gte=first, rank__lt=first + PLACES)
    last = there.aggregate(last=Max("rank"))["last"]
    return first if last is None else min(last + 1, first + PLACES - 1)


def _too_many():
    return _("From 0 to %(most)s visits.") % {"most": MOST_VISITS}


def _tell_managers(plan):
    for manager in managers_of(plan.rep):
        notify(
            manager,
            "cycle_plan.submitted",
            key=f"cycle_plan:{plan.uuid}:submitted:{plan.submitted_at.isoformat()}",
            params={"rep": plan.rep.name, "first": plan.cycle.valid_from},
            url=reverse("visits:cycle_plan_detail", args=[plan.uuid]),
        )


def _sentence_on_decision(params):
    sentences = {
        Status.APPROVED: _("Your plan for the cycle from %(first)s is approved."),
        Status.RETURNED: _("Your plan for the cycle from %(first)s came back with a reason."),
    }
    return sentences[params["state"]] % params


def declare():
    declare_notification(
        "cycle_plan.submitted",
        gettext_lazy("%(rep)s submitted the plan for the cycle from %(first)s"),
        icon="target-arrow",
    )
    declare_notification("cycle_plan.decided", _sentence_on_decision, icon="target-arrow")
