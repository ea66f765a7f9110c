"""What visits know of care: which of them may show that it was given, and how the customer took what came after."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from customers.care_evidence import Evidence
from customers.timeline import Entry, start_of
from visits.models import Visit, VisitParticipant, VisitProduct
from visits.short_day import short_day

OFFERED = 5
# Care that is due later may have been given a little before.
BEFORE = timedelta(days=7)
MOST = 60


def visits_for_care(care, user):
    """Registered as accounts.registry.care_evidence: the person's own visits to the customer, the newest first."""
    part = VisitParticipant.objects.filter(visit=OuterRef("pk"), person=care.customer_id)
    there = Q(customer=care.customer_id) | Q(organisation=care.customer_id) | Q(Exists(part))
    since = min(care.opens_on, care.due_on) - BEFORE
    done = Visit.objects.visible_to(user).done().filter(there, rep=user, day__gte=since)
    shown = done.select_related("customer").newest_first()[:OFFERED]
    return [_evidence(visit, care) for visit in shown]


def reactions_since(customer, user, since):
    """Registered as accounts.registry.changes_since."""
    if not can(user, Permission.VISIT_READ):
        return []
    visits = Visit.objects.visible_to(user).done().filter(customer=customer, day__gte=since)
    talks = VisitProduct.objects.filter(visit__in=visits.values("pk")).exclude(reaction="")
    shown = talks.select_related("visit", "product", "visit__rep").order_by("-visit__day", "pk")
    return [
        Entry(
            at=talk.visit.started_at or start_of(talk.visit.day),
            icon="message-2",
            title=_("%(product)s: %(reaction)s")
            % {"product": talk.product, "reaction": talk.get_reaction_display()},
            url=reverse("visits:visit_detail", args=[talk.visit.uuid]),
            by=str(talk.visit.rep),
        )
        for talk in shown[:MOST]
    ]


def _evidence(visit, care):
    who = "" if visit.customer_id == care.customer_id else f" · {visit.customer}"
    return Evidence(
        key=visit.uuid,
        words=f"{short_day(visit.day)} · {visit.get_channel_display()}{who}",
        url=reverse("visits:visit_detail", args=[visit.uuid]),
    )
