"""Cycle plans and their targets as columns of a file."""

from django.utils.translation import gettext_lazy as _

TARGETS = [
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


def of_plans(progress):
    """`progress` is attainment.progress_of the same plans."""
    return [
        (_("Representative"), lambda plan: plan.rep.name),
        (_("Cycle"), lambda plan: str(plan.cycle)),
        (_("Territory"), lambda plan: plan.territory.name),
        (_("Status"), lambda plan: plan.get_status_display()),
        (_("Room for"), lambda plan: plan.capacity),
        (_("Planned"), lambda plan: progress[plan.pk].planned),
        (_("Done, capped"), lambda plan: progress[plan.pk].counted),
    ]
