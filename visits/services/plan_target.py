"""Challenges of single targets: the rep says how many it should be and why, a manager accepts or declines (VIS-01)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.services.absence import managers_of
from accounts.services.notification import declare_notification, notify
from visits.models import CyclePlan, PlanTarget
from visits.models.plan_target import MOST_VISITS
from visits.services.cycle_plan import check_may_decide, hold_plan

Status = PlanTarget.Status


def challenge_target(target, *, wanted, reason, by):
    """Also of an approved plan, until its cycle is closed. The number stays until the manager has answered."""
    require(by, Permission.CYCLE_PLAN_KEEP)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it should be another number.")})
    if not 0 <= wanted <= MOST_VISITS:
        said = _("From 0 to %(most)s visits.") % {"most": MOST_VISITS}
        raise ValidationError({"wanted": said})
    with deed("plan_target.challenge", by=by, because=reason):
        target = _hold(target)
        if target.plan.rep_id != by.pk:
            raise PermissionDenied(_("Only the representative whose plan this is can do that."))
        target.check_can_become(Status.CHALLENGED)
        if wanted == target.planned:
            raise ValidationError({"wanted": _("This is what is planned already.")})
        target.status, target.wanted, target.reason = Status.CHALLENGED, wanted, reason.strip()
        target.challenged_at, target.answer, target.answered_by = timezone.now(), "", None
        target.save()
        _tell_managers(target)
    return target


def accept_challenge(target, *, by, because=""):
    with deed("plan_target.accept", by=by, because=because):
        return _answer(target, Status.ACCEPTED, by, because)


def decline_challenge(target, *, by, because):
    if not because.strip():
        raise ValidationError({"because": _("Say why it stays as it is.")})
    with deed("plan_target.decline", by=by, because=because):
        return _answer(target, Status.DECLINED, by, because)


def _answer(target, status, by, because):
    require(by, Permission.CYCLE_PLAN_DECIDE)
    target = _hold(target)
    check_may_decide(target.plan, by)
    target.check_can_become(status)
    target.status, target.answer, target.answered_by = status, because.strip(), by
    if status == Status.ACCEPTED:
        target.planned, target.before_leave = target.wanted, None
    target.save()
    notify(
        target.plan.rep,
        "plan_target.answered",
        key=f"plan_target:{target.uuid}:{target.challenged_at.isoformat()}:{status}",
        params={"customer": target.customer.name, "state": str(status)},
        url=reverse("visits:cycle_plan_detail", args=[target.plan.uuid]),
    )
    return target


def _hold(target):
    """The plan first, as all verbs of plans do."""
    plan = hold_plan(target.plan)
    if plan.status == CyclePlan.Status.CLOSED:
        raise ValidationError(_("The cycle is closed: its plan stays as it was."))
    rows = PlanTarget.objects.select_for_update(of=("self",)).select_related("customer")
    target = rows.get(pk=target.pk)
    target.plan = plan
    return target


def _tell_managers(target):
    for manager in managers_of(target.plan.rep):
        notify(
            manager,
            "plan_target.challenged",
            key=f"plan_target:{target.uuid}:{target.challenged_at.isoformat()}",
            params={"rep": target.plan.rep.name, "customer": target.customer.name},
            url=reverse("visits:cycle_plan_detail", args=[target.plan.uuid]),
        )


def _sentence_on_answer(params):
    sentences = {
        Status.ACCEPTED: _("Your challenge of the visits to %(customer)s was accepted."),
        Status.DECLINED: _("Your challenge of the visits to %(customer)s was declined."),
    }
    return sentences[params["state"]] % params


def declare():
    declare_notification(
        "plan_target.challenged",
        gettext_lazy("%(rep)s challenges the planned visits to %(customer)s"),
        icon="target-arrow",
    )
    declare_notification("plan_target.answered", _sentence_on_answer, icon="target-arrow")
