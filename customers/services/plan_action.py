"""Actions of an account plan: given to a colleague of any department, done with evidence, dropped with a reason."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import User
from accounts.models.keyed import with_uuid
from accounts.permissions import DEPARTMENTS, Permission, can, require
from customers.colleagues import colleagues_of
from customers.models import AccountPlan, PlanAction
from customers.plan_reminders import ask_for_action, remind_of_action
from customers.services.account_plan import ACTIONS_AT_MOST, held


def add_action(objective, *, what, owner, due_on, by, uuid=None):
    require(by, Permission.PLAN_KEEP)
    with deed("plan_action.add", by=by):
        objective.plan = held(objective.plan)
        action = PlanAction(
            objective=objective, what=what.strip(), owner=owner, due_on=due_on, **with_uuid(uuid)
        )
        _check_owner(owner, objective.plan.customer)
        if objective.actions.count() >= ACTIONS_AT_MOST:
            raise ValidationError(_("An objective has eight actions at most."))
        if due_on > objective.due_on:
            raise ValidationError({"due_on": _("An action is due before its objective.")})
        action.full_clean()
        action.save()
        if objective.plan.status == AccountPlan.Status.ACTIVE:
            remind_of_action(action)
            ask_for_action(action, by=by)
    return action


def finish_action(action, *, evidence, by):
    require(by, Permission.CUSTOMER_READ)
    if not evidence.strip():
        raise ValidationError({"evidence": _("Say in a sentence what was done.")})
    with deed("plan_action.finish", by=by):
        action = _open_one(action)
        if action.owner_id != by.pk:
            raise PermissionDenied(_("Only its owner closes an action."))
        action.done_at, action.evidence = timezone.now(), evidence.strip()
        action.full_clean()
        action.save()
        remind_of_action(action)
    return action


def drop_action(action, *, because, by):
    require(by, Permission.PLAN_KEEP)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why it is no longer needed.")})
    with deed("plan_action.drop", by=by, because=because):
        action = _open_one(action)
        action.dropped_reason = because.strip()
        action.full_clean()
        action.save()
        remind_of_action(action)
    return action


def _open_one(action):
    held(action.objective.plan)
    rows = PlanAction.objects.select_for_update(of=("self",)).select_related("owner")
    action = rows.get(pk=action.pk)
    if not action.is_open:
        raise ValidationError(_("This action is closed already."))
    return action


def owners_for(customer):
    """Who may get a part in a plan, and so see it: whoever serves the customer, and the departments."""
    people = User.objects.active()
    serving = people.filter(pk__in=colleagues_of(customer))
    for department in DEPARTMENTS:
        serving = serving | people.with_role(department)
    return serving.distinct()


def _check_owner(owner, customer):
    works = can(owner, Permission.CUSTOMER_READ)
    if not works or not owners_for(customer).filter(pk=owner.pk).exists():
        raise ValidationError({"owner": _("Choose a colleague who works with customers.")})
