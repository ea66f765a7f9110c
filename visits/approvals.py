"""What of visits waits for somebody's decision: amendments, waivers, cycle plans, challenged targets."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.approvals import Waiting, pile
from accounts.permissions import Permission, can, own_keys
from visits.models import CyclePlan, PlanTarget, VisitAmendment, Waiver


def amendments(user):
    if not can(user, Permission.VISIT_AMEND_ACCEPT):
        return None
    rows = VisitAmendment.objects.visible_to(user).filed().exclude(filed_by__in=own_keys(user))
    rows = rows.select_related("visit__customer", "filed_by").order_by("filed_at", "pk")
    return pile(_("Amendments"), "pencil", reverse("visits:amendment_list"), rows, _amendment)


def waivers(user):
    if not can(user, Permission.WAIVER_DECIDE):
        return None
    rows = Waiver.objects.visible_to(user).waiting().exclude(requested_by__in=own_keys(user))
    rows = rows.with_people().order_by("requested_at", "pk")
    return pile(_("Waivers"), "shield-off", reverse("visits:waiver_list"), rows, _waiver)


def plans(user):
    if not can(user, Permission.CYCLE_PLAN_DECIDE):
        return None
    rows = CyclePlan.objects.visible_to(user).submitted().exclude(rep__in=own_keys(user))
    rows = rows.with_people().order_by("submitted_at", "pk")
    url = reverse("visits:cycle_plan_list") + "?status=submitted"
    return pile(_("Cycle plans"), "target-arrow", url, rows, _plan)


def challenges(user):
    if not can(user, Permission.CYCLE_PLAN_DECIDE):
        return None
    rows = PlanTarget.objects.visible_to(user).challenged().exclude(plan__rep__in=own_keys(user))
    rows = rows.select_related("customer", "plan__rep", "plan__cycle")
    url = reverse("visits:cycle_plan_list") + "?status=challenged"
    return pile(
        _("Challenged targets"),
        "target-arrow",
        url,
        rows.order_by("challenged_at", "pk"),
        _challenge,
    )


def _amendment(row):
    return Waiting(
        title=f"{row.visit.customer} · {row.visit.day}",
        text=str(row.filed_by),
        url=reverse("visits:amendment_detail", args=[row.uuid]),
        since=row.filed_at,
    )


def _waiver(row):
    return Waiting(
        title=f"{row.visit.customer} · {row.day}",
        text=str(row.requested_by),
        url=reverse("visits:waiver_detail", args=[row.uuid]),
        since=row.requested_at,
    )


def _plan(row):
    return Waiting(
        title=f"{row.rep} · {row.cycle}",
        text=str(row.territory),
        url=reverse("visits:cycle_plan_detail", args=[row.uuid]),
        since=row.submitted_at,
    )


def _challenge(row):
    numbers = _("%(wanted)s instead of %(planned)s visits") % {
        "wanted": row.wanted,
        "planned": row.planned,
    }
    return Waiting(
        title=f"{row.customer} · {numbers}",
        text=str(row.plan.rep),
        url=reverse("visits:cycle_plan_detail", args=[row.plan.uuid]) + f"#t-{row.uuid}",
        since=row.challenged_at,
    )


PILES = [amendments, waivers, plans, challenges]
