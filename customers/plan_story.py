"""What account plans tell elsewhere: Today, a leaver's successor, an erased person."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from customers.models import AccountPlan, PlanAction
from customers.plan_reminders import address_of, remind_of_action, remind_of_plan_review

SHOWN_TODAY = 2
ACTION = ["what", "due_on", "objective__plan__uuid", "objective__plan__customer__name"]


def action_boxes(user, today):
    """For templates/visits/_today_box.html: one's own parts in plans, due or late."""
    if not can(user, Permission.CUSTOMER_READ):
        return []
    due = _due_actions(user, today)
    if not due:
        return []
    more = None
    if len(due) > SHOWN_TODAY:
        more = {"url": reverse("customers:plan_list"), "text": _("All account plans")}
    rows = [_row(action) for action in due[:SHOWN_TODAY]]
    return [{"label": _("Due in account plans"), "tone": "", "rows": rows, "more": more}]


@prepared
def _due_actions(reader, today):
    mine = PlanAction.objects.open().filter(owner=reader.pk, due_on__lte=today)
    active = mine.filter(objective__plan__status=AccountPlan.Status.ACTIVE)
    with_plan = active.select_related("objective__plan__customer").only(*ACTION)
    return with_plan.order_by("due_on", "pk")[: SHOWN_TODAY + 1]


def hand_over_plans(leaver, successor, by):
    """Inside the leaver's deed: plans and open parts in plans."""
    plans = list(AccountPlan.objects.in_use().filter(owner=leaver).select_for_update(of=("self",)))
    if not can(successor, Permission.PLAN_KEEP):
        plans = []
    for plan in plans:
        plan.owner = successor
        plan.save()
        remind_of_plan_review(plan)
    actions = list(PlanAction.objects.open().filter(owner=leaver).select_for_update(of=("self",)))
    for action in actions:
        action.owner = successor
        action.save()
        remind_of_action(action)
    return len(plans) + len(actions)


def close_plans(customer):
    """Who is erased or restricted has no plan any more (PRV-010)."""
    for plan in (
        AccountPlan.objects.in_use().filter(customer=customer).select_for_update(of=("self",))
    ):
        plan.status = AccountPlan.Status.CLOSED
        plan.outcome = _("The customer's data are erased or restricted on request.")
        plan.save()
        remind_of_plan_review(plan)


def _row(action):
    plan = action.objective.plan
    when = date_format(action.due_on, "MONTH_DAY_FORMAT")
    return {
        "url": address_of(plan),
        "icon": "checklist",
        "title": action.what[:60],
        "text": f"{plan.customer} · {when}",
    }
