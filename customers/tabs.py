"""The parts of a customer's page. Each asks only for what it shows, so that a page stays a handful of queries."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from customers.consents import standing
from customers.forms.alignment import AlignForm
from customers.forms.customer import RevealForm
from customers.forms.organisation import DepartmentForm
from customers.forms.tier import TierForm
from customers.models import Affiliation, Alignment, Consent, Department, Need, TierPeriod
from customers.services.consent import words_of
from customers.timeline import timeline

PEOPLE_SHOWN = 200
CONSENTS_SHOWN = 100
NEEDS_SHOWN = 50


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
        ("people", _("People"), _people)
        if not customer.is_person
        else (
            "places",
            _("Places of work"),
            _places,
        )
    )
    consents = [("consents", _("Consents"), _consents)] if customer.is_person else []
    known = [
        ("timeline", _("Timeline"), _timeline),
        ("facts", _("Facts"), _facts),
        ("needs", _("Needs"), _needs),
        people,
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


def _facts(customer, request):
    return {"reveal_form": RevealForm()}


def _needs(customer, request):
    """Open ones first, then the newest of those that are closed."""
    needs = Need.objects.visible_to(request.user).filter(customer=customer)
    shown = needs.select_related("product").order_by(F("closed_on").desc(nulls_first=True), "pk")
    return {"needs": shown[:NEEDS_SHOWN]}


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


def _places(customer, request):
    places = (
        Affiliation.objects.visible_to(request.user)
        .filter(person=customer.pk)
        .select_related("organisation__customer", "department")
    )
    return {"places": places}


def _consents(customer, request):
    said = Consent.objects.visible_to(request.user).filter(customer=customer)
    rows = list(said.select_related("customer", "recorded_by", "evidence")[:CONSENTS_SHOWN])
    reads = can(request.user, Permission.FREE_TEXT_READ)
    return {
        "standing": standing(said),
        "said": rows,
        "words": words_of(rows) if reads else {},
        "reads_words": reads,
    }


def _tiers(customer, request):
    periods = TierPeriod.objects.visible_to(request.user).filter(customer=customer)
    return {"periods": periods.select_related("set_by"), "tier_form": TierForm()}


def _territories(customer, request):
    alignments = Alignment.objects.visible_to(request.user).filter(customer=customer)
    return {
        "alignments": alignments.select_related("territory").order_by("-valid_from", "pk"),
        "align_form": AlignForm(user=request.user),
    }
