"""What goes along when a record is merged into another, and what stays where it was (docs/adr/0014).

Open work moves and is written down, so that it can move back. What is closed, submitted or sealed under a person's own key
stays as it is and is read through `Customer.merged_into`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import (
    AccountPlan,
    Affiliation,
    Consent,
    Customer,
    CustomerTag,
    Department,
    Influence,
    Need,
    Organisation,
    PersonaFact,
    ReceptionPolicy,
)


@dataclass(frozen=True)
class Mover:
    """Rows of one model. Each app registers its own as accounts.registry.movers."""

    model: type[models.Model]
    # What a page calls them, and (customer) → all that hangs there, also what stays.
    words: object
    of: Callable
    # (merged, survivor) → [(row, {attribute: new value})], the rows held; may refuse with a sentence.
    find: Callable
    # (row) → why it cannot go back any more, or "".
    bound: Callable = lambda row: ""


def with_merged_records(customers):
    """Adds `merged_ids`: the records that a customer speaks for, without another query."""
    merged = Customer.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("pk")
    return customers.annotate(merged_ids=ArraySubquery(merged))


def ids_of(customer):
    """Its own id and those of the records merged into it: by these its closed rows are found."""
    merged = getattr(customer, "merged_ids", None)
    if merged is None:
        merged = customer.merged_records.order_by("pk").values_list("pk", flat=True)
    return [customer.pk, *merged]


def records_of(customer):
    """The customer, and the records merged into it."""
    merged = ids_of(customer)[1:]
    rows = list(Customer.objects.filter(pk__in=merged).order_by("pk")) if merged else []
    for row in rows:
        # One step always leads to the one that stays: nothing is merged into these.
        row.merged_ids = []
    return [customer, *rows]


def _open_needs(merged, survivor):
    rows = Need.objects.open().filter(customer=merged).select_for_update(of=("self",))
    return [(row, {"customer_id": survivor.pk}) for row in rows.order_by("pk")]


def _plan(merged, survivor):
    rows = AccountPlan.objects.in_use().filter(customer__in=(merged, survivor))
    if rows.values("customer").distinct().count() > 1:
        raise ValidationError(_("Both have an account plan in use: close one of them first."))
    held = rows.filter(customer=merged).select_for_update(of=("self",))
    return [(row, {"customer_id": survivor.pk}) for row in held]


def _affiliations(merged, survivor):
    """Places of work of a person, and people of an organisation, from today on; earlier ones stay."""
    today = timezone.localdate()
    side = "person" if merged.is_person else "organisation"
    there = Affiliation.objects.overlapping(today, None).select_for_update(of=("self",))
    settled = {(row.person_id, row.organisation_id) for row in there.filter(**{side: survivor.pk})}
    moving = []
    for row in there.filter(**{side: merged.pk}).order_by("pk"):
        moved = {"person_id": row.person_id, "organisation_id": row.organisation_id}
        moved[f"{side}_id"] = survivor.pk
        if tuple(moved.values()) in settled:
            moving.append((row, _ended(row, today)))
            continue
        if side == "organisation":
            moved["department_id"] = _same_department(row, survivor)
        moved["is_primary"] = row.is_primary and _is_free(row, moved["person_id"])
        moving.append((row, {k: v for k, v in moved.items() if getattr(row, k) != v}))
    return [one for one in moving if one[1]]


def _ended(row, today):
    last = today - timedelta(days=1)
    return {"valid_to": last} if row.valid_from <= last else {}


def _is_free(row, person_id):
    """Whether she has no other main place in those days."""
    main = Affiliation.objects.overlapping(row.valid_from, row.valid_to).primary()
    return not main.filter(person=person_id).exclude(pk=row.pk).exists()


def _same_department(row, survivor):
    if row.department_id is None:
        return None
    here = Department.objects.filter(organisation=survivor.pk, name=row.department.name)
    # Without one of that name the department itself moves.
    return here.values_list("pk", flat=True).first() or row.department_id


def _departments(merged, survivor):
    if merged.is_person:
        return []
    named = Department.objects.filter(organisation=survivor.pk).values("name")
    rows = Department.objects.filter(organisation=merged.pk).exclude(name__in=named)
    return [
        (row, {"organisation_id": survivor.pk}) for row in rows.select_for_update().order_by("pk")
    ]


def _branches(merged, survivor):
    """Those below it; the one that stays cannot stand above itself."""
    rows = Organisation.objects.filter(parent=merged.pk).select_for_update(of=("self",))
    above = merged.organisation.parent_id if merged.is_organisation else None
    above = None if above == survivor.pk else above
    return [
        (row, {"parent_id": above if row.pk == survivor.pk else survivor.pk})
        for row in rows.order_by("pk")
    ]


def _influences(merged, survivor):
    """Relations with others; what both records say is said once."""
    today = timezone.localdate()
    holding = Influence.objects.overlapping(today, None)
    said = set(_between(holding.filter(Q(who=survivor) | Q(whom=survivor))))
    moving = []
    rows = holding.filter(Q(who=merged) | Q(whom=merged)).select_for_update(of=("self",))
    for row in rows.order_by("pk"):
        values = {
            name: survivor.pk for name in ("who_id", "whom_id") if getattr(row, name) == merged.pk
        }
        who, whom = values.get("who_id", row.who_id), values.get("whom_id", row.whom_id)
        if who == whom or (who, row.kind, whom) in said:
            values = _ended(row, today)
        said.add((who, row.kind, whom))
        moving += [(row, values)] if values else []
    return moving


def _between(rows):
    return rows.values_list("who_id", "kind", "whom_id")


def _tags(merged, survivor):
    """What it wears goes on; what the one that stays took off once is put on again."""
    rows = CustomerTag.objects.select_for_update(of=("self",)).order_by("pk")
    own = {row.tag_id: row for row in rows.filter(customer=survivor)}
    moving = []
    for row in rows.filter(customer=merged, is_current=True):
        if row.tag_id not in own:
            moving.append((row, {"customer_id": survivor.pk}))
        elif not own[row.tag_id].is_current:
            moving.append((own[row.tag_id], {"is_current": True}))
    return moving


def _merged_before(merged, survivor):
    """Records already merged into this one follow it, so that one step always leads to the one that stays."""
    rows = Customer.objects.filter(merged_into=merged).select_for_update()
    return [(row, {"merged_into_id": survivor.pk}) for row in rows.order_by("pk")]


def _nothing(merged, survivor):
    """What is sealed under a person's own key stays; what holds of it is carried (customers.services.merge)."""
    return []


def _reception(merged, survivor):
    """The survivor's own rules say how it receives; only where it has none, the other's come along."""
    if ReceptionPolicy.objects.filter(organisation=survivor.pk).exists():
        return []
    rows = ReceptionPolicy.objects.filter(organisation=merged.pk)
    held = rows.select_for_update(of=("self",)).order_by("pk")
    return [(row, {"organisation_id": survivor.pk}) for row in held]


MOVERS = [
    Mover(
        Customer,
        gettext_lazy("records merged before"),
        lambda one: one.merged_records,
        _merged_before,
    ),
    Mover(CustomerTag, gettext_lazy("tags"), lambda one: one.customer_tags, _tags),
    Mover(Need, gettext_lazy("needs"), lambda one: one.needs, _open_needs),
    Mover(AccountPlan, gettext_lazy("account plans"), lambda one: one.account_plans, _plan),
    Mover(
        Department,
        gettext_lazy("departments"),
        lambda one: Department.objects.filter(organisation=one.pk),
        _departments,
    ),
    Mover(
        Affiliation,
        gettext_lazy("people and places of work"),
        lambda one: Affiliation.objects.filter(Q(person=one.pk) | Q(organisation=one.pk)),
        _affiliations,
    ),
    Mover(
        Organisation,
        gettext_lazy("branches"),
        lambda one: Organisation.objects.filter(parent=one.pk),
        _branches,
    ),
    Mover(
        Influence,
        gettext_lazy("relations"),
        lambda one: Influence.objects.filter(Q(who=one) | Q(whom=one)),
        _influences,
    ),
    Mover(
        ReceptionPolicy,
        gettext_lazy("reception rules"),
        lambda one: ReceptionPolicy.objects.filter(organisation=one.pk),
        _reception,
    ),
    Mover(Consent, gettext_lazy("answers on consent"), lambda one: one.consents, _nothing),
    Mover(
        PersonaFact, gettext_lazy("facts of the persona"), lambda one: one.persona_facts, _nothing
    ),
]
