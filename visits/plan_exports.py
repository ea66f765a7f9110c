"""Cycle plans and their targets as files."""

from django.utils.translation import gettext as _

from accounts.exports import export_response
from visits.attainment import progress_of
from visits.models import CyclePlan, PlanTarget

MOST = 5000  # plans of one file: years of a large company


def export_plans(request, plans):
    rows = list(plans.order_by("-generated_at", "-pk")[:MOST])
    progress = progress_of(rows)
    columns = [
        (_("Representative"), lambda plan: plan.rep.name),
        (_("Cycle"), lambda plan: str(plan.cycle)),
        (_("Territory"), lambda plan: plan.territory.name),
        (_("Status"), lambda plan: plan.get_status_display()),
        (_("Room for"), lambda plan: plan.capacity),
        (_("Planned"), lambda plan: progress[plan.pk].planned),
        (_("Done, capped"), lambda plan: progress[plan.pk].counted),
    ]
    return export_response(
        request,
        name="cycle-plans",
        columns=columns,
        rows=rows,
        what=CyclePlan._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def export_targets(request, plan, targets):
    columns = [
        (_("Customer"), lambda target: target.customer.name),
        (_("Product"), lambda target: target.product and target.product.name),
        (_("Tier"), lambda target: target.get_tier_display()),
        (_("Why"), lambda target: target.why),
        (_("Generated"), lambda target: target.proposed),
        (_("Planned"), lambda target: target.planned),
        (_("Done"), lambda target: target.made),
        (_("In the calendar"), lambda target: target.coming),
        (_("Left"), lambda target: target.left),
    ]
    return export_response(
        request,
        name="cycle-plan",
        columns=columns,
        rows=targets.order_by("rank", "pk").iterator(chunk_size=2000),
        what=PlanTarget._meta.label_lower,
        filters=str(plan.uuid),
    )
