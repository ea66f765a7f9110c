"""What people do with an account plan: open, edit, start, review, close; its objectives and their progress (CUS-07)."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.prescription_counts import names_prescription_counts
from customers.frozen import refuse_frozen
from customers.models import AccountPlan, PlanObjective, Tier
from customers.plan_reminders import ask_for_action, remind_of_action, remind_of_plan_review
from customers.services.serving import check_customer, place_of

Status = AccountPlan.Status
# So that a plan stands on one page.
OBJECTIVES_AT_MOST = ACTIONS_AT_MOST = 8


def open_plan(customer, *, by, uuid=None, **values):
    """`values`: title, situation, starts_on, ends_on. A draft, for a strategic customer."""
    require(by, Permission.PLAN_KEEP)
    with deed("account_plan.open", by=by):
        check_customer(customer, by)
        if customer.tier != Tier.STRATEGIC:
            raise ValidationError({"customer": _("Account plans are for strategic customers.")})
        plan = AccountPlan(
            customer=customer,
            owner=by,
            territory=place_of(customer, by),
            **values,
            **with_uuid(uuid),
        )
        plan.full_clean()
        plan.save()
    return plan


def edit_plan(plan, *, by, **changes):
    require(by, Permission.PLAN_KEEP)
    with deed("account_plan.edit", by=by):
        plan = held(plan)
        if plan.update_from(changes):
            plan.full_clean()
            plan.save()
    return plan


def start_plan(plan, *, by):
    """From now on its owner and everybody with a part in it is reminded."""
    require(by, Permission.PLAN_KEEP)
    with deed("account_plan.start", by=by):
        plan = held(plan)
        plan.check_can_become(Status.ACTIVE)
        objectives = list(plan.objectives.prefetch_related("actions__owner"))
        if not objectives:
            raise ValidationError(_("Add an objective first: what is to be reached, and by when."))
        plan.status = Status.ACTIVE
        plan.save()
        remind_of_plan_review(plan)
        for action in (one for objective in objectives for one in objective.actions.all()):
            if not action.is_open:
                continue
            action.objective.plan = plan
            remind_of_action(action)
            ask_for_action(action, by=by)
    return plan


def review_plan(plan, *, text, next_review_on, by):
    require(by, Permission.PLAN_KEEP)
    if not text.strip():
        raise ValidationError({"text": _("Say in a sentence what is new, or that nothing is.")})
    if next_review_on < timezone.localdate():
        raise ValidationError({"next_review_on": _("The next review lies ahead.")})
    with deed("account_plan.review", by=by):
        plan = held(plan)
        plan.review_note, plan.next_review_on = text.strip(), next_review_on
        plan.full_clean()
        plan.save()
        remind_of_plan_review(plan)
    return plan


def close_plan(plan, *, outcome, by):
    require(by, Permission.PLAN_KEEP)
    if not outcome.strip():
        raise ValidationError({"outcome": _("Say what came of it, if possible as a figure.")})
    with deed("account_plan.close", by=by):
        plan = held(plan)
        plan.check_can_become(Status.CLOSED)
        plan.status, plan.outcome = Status.CLOSED, outcome.strip()
        plan.full_clean()
        plan.save()
        remind_of_plan_review(plan)
    return plan


def add_objective(plan, *, by, uuid=None, **values):
    """`values`: what, measure, baseline, target, due_on."""
    require(by, Permission.PLAN_KEEP)
    with deed("plan_objective.add", by=by):
        plan = held(plan)
        if plan.objectives.count() >= OBJECTIVES_AT_MOST:
            raise ValidationError(_("A plan has eight objectives at most: which matter most?"))
        values["reached"] = values.get("baseline", 0)
        objective = PlanObjective(plan=plan, **values, **with_uuid(uuid))
        _check_words(what=objective.what, measure=objective.measure)
        if not plan.starts_on <= objective.due_on <= plan.ends_on:
            raise ValidationError({"due_on": _("Choose a day within the plan.")})
        objective.full_clean()
        objective.save()
    return objective


def record_progress(objective, *, reached, by):
    require(by, Permission.PLAN_KEEP)
    with deed("plan_objective.progress", by=by):
        held(objective.plan)
        row = PlanObjective.objects.select_for_update().get(pk=objective.pk)
        row.reached = reached
        row.full_clean()
        row.save()
    return row


def held(plan):
    """The plan as it is now, for as long as the deed lasts: a closed one stays as it is."""
    plans = AccountPlan.objects.select_for_update(of=("self",)).select_related("customer", "owner")
    plan = plans.get(pk=plan.pk)
    refuse_frozen(plan.customer_id)
    if plan.is_closed:
        raise ValidationError(_("This plan is closed."))
    return plan


def _check_words(**words):
    said = _("Nobody is measured by prescriptions: choose another measure.")
    if counting := [name for name, text in words.items() if names_prescription_counts(text)]:
        raise ValidationError(dict.fromkeys(counting, said))
