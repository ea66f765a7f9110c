"""What of visits, requests and follow-ups goes along when a customer's record is merged: the open ones.

Submitted visits are locked and stay where they are; they are read through the record that speaks for theirs.
"""

from django.core.exceptions import ValidationError
from django.db.models import Exists, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from customers.merging import Mover
from visits.models import (
    Appointment,
    CyclePlan,
    FollowUp,
    PlanTarget,
    Request,
    Visit,
    VisitParticipant,
)


def _visits(merged, survivor):
    there = Q(customer=merged) | Q(organisation=merged.pk)
    held = Visit.objects.open().filter(there).select_for_update(of=("self",)).order_by("pk")
    rows = list(held.select_related("rep"))
    _refuse_same_day([row for row in rows if row.customer_id == merged.pk], survivor)
    return [
        (
            row,
            {
                name: survivor.pk
                for name in ("customer_id", "organisation_id")
                if getattr(row, name) == merged.pk
            },
        )
        for row in rows
    ]


def _refuse_same_day(visits, survivor):
    planned = Visit.objects.filter(customer=survivor, status=Visit.Status.PLANNED)
    taken = set(planned.values_list("rep_id", "planned_on"))
    for visit in visits:
        if (visit.rep_id, visit.planned_on) in taken:
            raise ValidationError(
                _(
                    "%(rep)s plans to see both on %(day)s: one of these visits has to be cancelled first."
                )
                % {"rep": visit.rep, "day": date_format(visit.planned_on, "DATE_FORMAT")}
            )


def _is_submitted(visit):
    if visit.is_locked:
        return _("The visit of %(day)s was submitted since, and is locked.") % {
            "day": date_format(visit.day, "DATE_FORMAT")
        }
    return ""


def _participants(merged, survivor):
    if not merged.is_person:
        return []
    rows = VisitParticipant.objects.filter(visit__status__in=Visit.OPEN, person=merged.pk)
    there = VisitParticipant.objects.filter(person=survivor.pk).values("visit")
    held = rows.exclude(visit__in=there).select_for_update(of=("self",)).order_by("pk")
    return [(row, {"person_id": survivor.pk}) for row in held]


def _requests(merged, survivor):
    rows = Request.objects.open().filter(customer=merged).select_for_update(of=("self",))
    return [(row, {"customer_id": survivor.pk}) for row in rows.order_by("pk")]


def _follow_ups(merged, survivor):
    rows = FollowUp.objects.open().filter(customer=merged).select_for_update(of=("self",))
    return [(row, {"customer_id": survivor.pk}) for row in rows.order_by("pk")]


def _appointments(merged, survivor):
    """What was given keeps its proof; it is the house that goes by another record."""
    rows = Appointment.objects.open().filter(organisation=merged.pk)
    held = rows.select_for_update(of=("self",)).order_by("pk")
    return [(row, {"organisation_id": survivor.pk}) for row in held]


def _targets(merged, survivor):
    """Where the plan names both for the same, each stays: their visits count together, under the survivor's alone."""
    open_plans = CyclePlan.objects.exclude(status=CyclePlan.Status.CLOSED)
    rows = PlanTarget.objects.filter(customer=merged, plan__in=open_plans)
    there = PlanTarget.objects.of_the_same().filter(customer=survivor)
    held = rows.exclude(Exists(there)).select_for_update(of=("self",)).order_by("pk")
    return [(row, {"customer_id": survivor.pk}) for row in held]


MOVERS = [
    Mover(
        Visit,
        pgettext_lazy("of a customer", "visits"),
        lambda one: Visit.objects.filter(Q(customer=one) | Q(organisation=one.pk)),
        _visits,
        _is_submitted,
    ),
    Mover(
        VisitParticipant,
        gettext_lazy("parts in visits"),
        lambda one: VisitParticipant.objects.filter(person=one.pk),
        _participants,
        lambda row: _is_submitted(row.visit),
    ),
    Mover(
        Appointment,
        gettext_lazy("appointments"),
        lambda one: Appointment.objects.filter(organisation=one.pk),
        _appointments,
    ),
    Mover(Request, pgettext_lazy("of a customer", "requests"), lambda one: one.requests, _requests),
    Mover(
        FollowUp,
        pgettext_lazy("of a customer", "follow-ups"),
        lambda one: one.follow_ups,
        _follow_ups,
    ),
    Mover(
        PlanTarget,
        gettext_lazy("places in cycle plans"),
        lambda one: one.plan_targets,
        _targets,
    ),
]
