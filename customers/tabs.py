"""The parts of a customer's page. Each asks only for what it shows, so that a page stays a handful of queries."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from customers.care_story import care_of
from customers.consents import standing
from customers.data_sides import waiting_change
from customers.forms.alignment import AlignForm
from customers.forms.customer import RevealForm
from customers.forms.organisation import DepartmentForm
from customers.forms.tier import TierForm
from customers.influence_network import network_of
from customers.merging import ids_of
from customers.models import (
    AccountPlan,
    Affiliation,
    Alignment,
    CompetitorActivity,
    Consent,
    Department,
    GuestLink,
    Need,
    Person,
    ReceptionPolicy,
    TierPeriod,
    TierProposal,
    TierScore,
)
from customers.persona import persona_of
from customers.reception_words import in_a_sentence
from customers.services.consent import words_of
from customers.timeline import timeline

PEOPLE_SHOWN = 200
CONSENTS_SHOWN = 100
NEEDS_SHOWN = ACTIVITIES_SHOWN = 50
LINKS_SHOWN = 10
POLICIES_SHOWN = 50


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    url: str
    is_current: bool
    context: Callable  # () → what its template needs beside the customer

    @property
    def template(self):
        return f"customers/_tab_{self.name}.html"


def tabs_of(customer, request):
    """Those of an organisation or of a person; the address chooses one, else the first is shown."""
    people = (
        [("persona", _("Persona"), _persona), ("places", _("Places of work"), _places)]
        if customer.is_person
        else [
            ("people", _("People"), _people),
            ("stakeholders", _("Stakeholders"), _stakeholders),
            ("reception", _("Reception"), _reception),
        ]
    )
    consents = [("consents", _("Consents"), _consents)] if customer.is_person else []
    known = [
        ("timeline", _("Timeline"), _timeline),
        ("facts", _("Facts"), _facts),
        ("needs", _("Needs"), _needs),
        ("plans", _("Account plan"), _plans),
        ("competitors", _("Competitors"), _competitors),
        *people,
        ("network", _("Network"), _network),
        *([("care", _("Care"), care_of)] if can(request.user, Permission.CARE_READ) else []),
        *consents,
        ("tiers", _("Tiers"), _tiers),
        ("territories", _("Territories"), _territories),
    ]
    chosen = request.GET.get("tab")
    current = chosen if chosen in [name for name, *_rest in known] else "timeline"
    return [
        Tab(
            name=name,
            label=label,
            url=f"?tab={name}" if name != "timeline" else request.path,
            is_current=name == current,
            context=lambda of=of: of(customer, request),
        )
        for name, label, of in known
    ]


def _timeline(customer, request):
    before = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    if before and before.tzinfo is None:
        before = None
    entries, older = timeline(customer, request.user, before=before)
    return {
        "entries": entries,
        "older": older and older.isoformat(),
        "reveal_form": RevealForm(),
    }


def _persona(customer, request):
    return {"persona": persona_of(customer.person, request.user)}


def _facts(customer, request):
    return {"reveal_form": RevealForm(), "waiting": waiting_change(customer)}


def _needs(customer, request):
    """Open ones first, then the newest of those that are closed."""
    needs = Need.objects.visible_to(request.user).filter(customer__in=ids_of(customer))
    shown = needs.select_related("product").order_by(F("closed_on").desc(nulls_first=True), "pk")
    return {"needs": shown[:NEEDS_SHOWN]}


def _plans(customer, request):
    plans = AccountPlan.objects.visible_to(request.user).filter(customer__in=ids_of(customer))
    return {"plans": plans.select_related("owner").order_by("-starts_on", "-pk")[:NEEDS_SHOWN]}


def _competitors(customer, request):
    seen = CompetitorActivity.objects.visible_to(request.user).filter(customer__in=ids_of(customer))
    return {"activities": seen.with_people()[:ACTIVITIES_SHOWN]}


def _people(customer, request):
    """Departments with those who work there today; the others after them."""
    working = (
        Affiliation.objects.visible_to(request.user)
        .today()
        .filter(organisation=customer.pk)
        .select_related("person__customer", "department")
        .order_by("person__customer__sort_key", "pk")
    )
    departments = Department.objects.visible_to(request.user).filter(organisation=customer.pk)
    shown = list(working[: PEOPLE_SHOWN + 1])
    return {
        "departments": [
            (department, [row for row in shown if row.department_id == department.pk])
            for department in departments
        ],
        "others": [row for row in shown if row.department_id is None],
        "more": len(shown) > PEOPLE_SHOWN,
        "department_form": DepartmentForm(),
    }


def _reception(customer, request):
    """What holds today stands on top of the page already."""
    policies = ReceptionPolicy.objects.visible_to(request.user).filter(organisation=customer.pk)
    return {"policies": [(row, in_a_sentence(row)) for row in policies[:POLICIES_SHOWN]]}


def _stakeholders(customer, request):
    """By what they do in decisions; those of whom it is not known are only counted."""
    working = Affiliation.objects.visible_to(request.user).today().filter(organisation=customer.pk)
    known = (
        working.exclude(person__decision_role="")
        .select_related("person__customer")
        .order_by("person__customer__sort_key", "pk")[:PEOPLE_SHOWN]
    )
    by_role = {
        role: [row for row in known if row.person.decision_role == role]
        for role in Person.DecisionRole
    }
    return {
        "roles": [(role.label, rows) for role, rows in by_role.items() if rows],
        "unknown": working.filter(person__decision_role="").count(),
    }


def _network(customer, request):
    return {"network": network_of(customer, request.user)}


def _places(customer, request):
    places = (
        Affiliation.objects.visible_to(request.user)
        .filter(person=customer.pk)
        .select_related("organisation__customer", "department")
    )
    return {"places": places}


def _consents(customer, request):
    """What counts is the customer's own, to which a merge carried the stricter; what was said is told of all records."""
    seen = Consent.objects.visible_to(request.user)
    rows = list(
        seen.filter(customer__in=ids_of(customer)).select_related(
            "customer", "recorded_by", "evidence"
        )[:CONSENTS_SHOWN]
    )
    reads = can(request.user, Permission.FREE_TEXT_READ)
    return {
        "standing": standing(seen.filter(customer=customer)),
        "said": rows,
        "words": words_of(rows) if reads else {},
        "reads_words": reads,
        "links": GuestLink.objects.visible_to(request.user)
        .filter(customer=customer)
        .select_related("made_by")[:LINKS_SHOWN],
    }


def _tiers(customer, request):
    of_customer = {"customer": customer}
    periods = TierPeriod.objects.visible_to(request.user).filter(**of_customer)
    scores = TierScore.objects.visible_to(request.user).filter(valid_to=None, **of_customer)
    waiting = TierProposal.objects.visible_to(request.user).waiting().filter(**of_customer)
    may_read = can(request.user, Permission.TIER_READ)
    return {
        "periods": periods.select_related("set_by", "proposal"),
        "tier_form": TierForm(),
        "score": scores.select_related("scoring_model").first() if may_read else None,
        "proposal": waiting.with_people().first() if may_read else None,
    }


def _territories(customer, request):
    alignments = Alignment.objects.visible_to(request.user).filter(customer=customer)
    return {
        "alignments": alignments.select_related("territory").order_by("-valid_from", "pk"),
        "align_form": AlignForm(user=request.user),
    }
