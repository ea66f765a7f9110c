"""What a line of a drill-down shows, on the page and in a file alike: (heading, value of the row)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, can
from customers.models import Care, Customer, Tier
from visits.models import FollowUp, Request, Visit

MINUTES = 60


@dataclass(frozen=True)
class Listing:
    """How rows of one model are listed. The first column is the row's link."""

    order: str
    related: tuple[str, ...]
    columns: list
    url: object
    # Columns in somebody's own words, left out for who reads figures only (decision 8).
    free_text: tuple = ()

    def columns_for(self, user):
        more = self.free_text if can(user, Permission.FREE_TEXT_READ) else ()
        return [*self.columns, *more]


def _tier(code):
    return Tier(code).label if code else ""


def _hours(minutes):
    return None if minutes is None else round(minutes / MINUTES, 1)


def _is_effective(visit):
    if not visit.is_done:
        return ""
    verdict = getattr(visit, "effectiveness", None)
    return bool(verdict and verdict.is_effective)


def _outcome(visit):
    return visit.get_outcome_display() if visit.is_locked else visit.get_status_display()


LISTINGS = {
    Visit: Listing(
        order="-day",
        related=("customer", "rep", "territory", "effectiveness"),
        url=lambda visit: reverse("visits:visit_detail", args=[visit.uuid]),
        columns=[
            (_("Customer"), lambda visit: visit.customer.name),
            (_("Day"), lambda visit: visit.day),
            (_("Representative"), lambda visit: str(visit.rep)),
            (_("Territory"), lambda visit: visit.territory.name),
            (_("Tier then"), lambda visit: _tier(visit.cell_tier)),
            (_("Outcome"), _outcome),
            (_("Effective"), _is_effective),
            (_("Submitted at"), lambda visit: visit.submitted_at),
        ],
    ),
    Customer: Listing(
        order="sort_key",
        related=("organisation", "person"),
        url=lambda customer: reverse("customers:detail", args=[customer.uuid]),
        columns=[
            (_("Customer"), lambda customer: customer.name),
            (_("Type"), lambda customer: customer.half.get_type_display()),
            (_("Tier today"), lambda customer: _tier(customer.tier)),
            (_("State"), lambda customer: customer.get_status_display()),
        ],
    ),
    Request: Listing(
        order="-raised_at",
        related=("customer", "raised_by", "territory"),
        url=lambda request: reverse("visits:request_detail", args=[request.uuid]),
        columns=[
            (_("Customer"), lambda request: request.customer.name),
            (_("Kind"), lambda request: request.get_kind_display()),
            (_("Asked by"), lambda request: str(request.raised_by)),
            (_("Raised at"), lambda request: request.raised_at),
            (_("Promised for"), lambda request: request.respond_by),
            (_("First answered at"), lambda request: request.first_response_at),
            (
                _("Business hours to the answer"),
                lambda request: _hours(request.first_response_minutes),
            ),
            (_("Resolved at"), lambda request: request.resolved_at),
            (
                _("Business hours to the resolution"),
                lambda request: _hours(request.resolution_minutes),
            ),
        ],
        free_text=((_("Words"), lambda request: request.words),),
    ),
    Care: Listing(
        order="due_on",
        related=("customer", "owner", "territory", "item__playbook"),
        url=lambda row: reverse("customers:care_detail", args=[row.uuid]),
        columns=[
            (_("Customer"), lambda row: row.customer.name),
            (_("Care"), str),
            (_("Tier then"), lambda row: _tier(row.cell_tier)),
            (_("Representative"), lambda row: str(row.owner)),
            (_("Due"), lambda row: row.due_on),
            (_("State"), lambda row: row.get_status_display()),
            (_("Ended on"), lambda row: row.ended_on),
        ],
        free_text=((_("Note"), lambda row: row.note),),
    ),
    FollowUp: Listing(
        order="due_on",
        related=("customer", "owner", "visit"),
        url=lambda row: reverse("visits:visit_detail", args=[row.visit.uuid]),
        columns=[
            (_("Customer"), lambda row: row.customer.name),
            (_("Owner"), lambda row: str(row.owner)),
            (_("Due"), lambda row: row.due_on),
            (_("Done"), lambda row: row.done_at),
        ],
        free_text=((_("What"), lambda row: row.what),),
    ),
}
