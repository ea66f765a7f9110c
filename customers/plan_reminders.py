"""A plan reminds its owner of the review, and whoever has something to do in it on the day before (CUS-07)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.notification import declare_notification, notify
from accounts.services.reminder import Reminding, declare_reminder, forget, remind
from customers.models import AccountPlan, PlanAction

REVIEW, ACTION, ASKED = "account_plan.review_due", "plan_action.due", "plan_action.asked"
MORNING = time(8, 30)
DAY = timedelta(days=1)


def declare():
    declare_reminder(
        REVIEW,
        _("%(customer)s: the account plan is to be reviewed, due %(day)s"),
        _review_due,
        icon="map-check",
    )
    declare_reminder(
        ACTION,
        _("%(customer)s: your part of the account plan is due %(day)s"),
        _action_due,
        icon="checklist",
    )
    declare_notification(
        ASKED, _("%(customer)s: you have a part in the account plan, due %(day)s"), icon="checklist"
    )


def remind_of_plan_review(plan):
    forget(REVIEW, subject=plan)
    if plan.status == AccountPlan.Status.ACTIVE:
        due_at = _morning(plan.next_review_on, plan.owner)
        remind(REVIEW, user=plan.owner, subject=plan, moment="morning", due_at=due_at)


def remind_of_action(action):
    forget(ACTION, subject=action)
    if action.is_open:
        due_at = _morning(action.due_on - DAY, action.owner)
        remind(ACTION, user=action.owner, subject=action, moment="day_before", due_at=due_at)


def ask_for_action(action, *, by):
    if action.owner_id != by.pk:
        key = f"{ASKED}:{action.uuid}:{action.owner_id}"
        plan = action.objective.plan
        notify(
            action.owner, ASKED, key=key, params=_params(plan, action.due_on), url=address_of(plan)
        )


def address_of(plan):
    return reverse("customers:plan_detail", args=[plan.uuid])


def _review_due(reminder):
    plans = AccountPlan.objects.visible_to(reminder.user).due_for_review(timezone.localdate())
    plan = plans.filter(uuid=reminder.subject, owner=reminder.user).with_people().first()
    return plan and Reminding(_params(plan, plan.next_review_on), url=address_of(plan))


def _action_due(reminder):
    actions = PlanAction.objects.open().filter(uuid=reminder.subject, owner=reminder.user)
    with_plan = actions.select_related("objective__plan__customer")
    action = with_plan.filter(objective__plan__status=AccountPlan.Status.ACTIVE).first()
    if action is None:
        return None
    plan = action.objective.plan
    return Reminding(_params(plan, action.due_on), url=address_of(plan))


def _params(plan, day):
    return {"customer": plan.customer.name, "day": day}


def _morning(day, user):
    return datetime.combine(day, MORNING, ZoneInfo(user.time_zone))
