"""A need reminds its owner on the morning of its review (CUS-06)."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.reminder import Reminding, declare_reminder, forget, remind
from customers.models import Need

REVIEW = "need.review_due"
MORNING = time(8, 30)


def declare():
    declare_reminder(
        REVIEW,
        _("%(customer)s: a need is to be reviewed, due %(day)s"),
        _still_due,
        icon="hourglass",
    )


def remind_of_review(need):
    """Replaces what was due for the day and the owner before."""
    forget_review(need)
    due_at = datetime.combine(need.next_review_on, MORNING, ZoneInfo(need.owner.time_zone))
    remind(REVIEW, user=need.owner, subject=need, moment="morning", due_at=due_at)


def forget_review(need):
    forget(REVIEW, subject=need)


def address_of(need):
    return reverse("customers:need_detail", args=[need.uuid])


def _still_due(reminder):
    need = (
        Need.objects.visible_to(reminder.user)
        .due_for_review(timezone.localdate())
        .filter(uuid=reminder.subject, owner=reminder.user)
        .select_related("customer")
        .first()
    )
    if need is None:
        return None
    params = {"customer": need.customer.name, "day": need.next_review_on}
    return Reminding(params, url=address_of(need))
