"""Writes what was judged: new customers by COPY, changed ones with their history, inside the caller's deed."""

from collections import defaultdict

from django.utils import timezone

from accounts.copying import copy_recorded, update_recorded, update_rows
from accounts.registry import mark_customers_changed
from customers.identity import organisation_identity, person_identity
from customers.importing.fields import (
    ATTRIBUTES,
    FIELDS,
    ORGANISATION,
    PERSON,
)
from customers.importing.judging import Verdict, not_over, rows_of
from customers.models import (
    Affiliation,
    Alignment,
    Customer,
    Department,
    ImportLine,
    Organisation,
    Person,
)
from customers.pinyin import sort_key
from customers.services.alignment import mark_days, rewrite_today
from customers.services.search_key import rebuild_search_keys

PARTS = {ORGANISATION: Organisation, PERSON: Person}
# They decide how a customer is found and ordered, and when two are the same.
DERIVING = {"name", "address", "aliases", "external_id", "phone", "office_phone", "licence_number"}


def apply_judged(judged, *, source):
    """Writes a batch; each Judged has its customer then."""
    new = [one for one in judged if one.verdict == Verdict.CREATE]
    changed = [one for one in judged if one.verdict == Verdict.UPDATE]
    _create(new, source)
    update(changed)
    _align([one for one in judged if one.territory and one.customer])
    _affiliate([one for one in judged if one.workplace and one.customer])
    rebuild_search_keys([one.customer.pk for one in new])


def _create(new, source):
    today = timezone.localdate()
    for one in new:
        values = one.record.values
        one.customer = Customer(
            kind=values["kind"],
            name=values["name"],
            aliases=list(dict.fromkeys(values.get("aliases", []))),
            source=source,
            external_id=values.get("external_id", ""),
            status_on=today,
            sort_key=sort_key(values["name"]),
            identity=one.record.identity,
        )
    copy_recorded([one.customer for one in new])
    for on, part in PARTS.items():
        copy_recorded(
            [
                part(customer_id=one.customer.pk, **_attributes(one.record.values, on))
                for one in new
                if one.record.kind == on
            ]
        )


def _attributes(values, on):
    """Values of a record as attributes of the organisation or person."""
    return {
        ATTRIBUTES.get(name, name): value
        for name, value in values.items()
        if (FIELDS[name].on if name in FIELDS else ORGANISATION) == on
    }


def update(changed):
    """Writes the changes of each Judged, and whatever follows from them."""
    rows, fields, stale = defaultdict(list), defaultdict(set), []
    for one in changed:
        held = rows_of(one.customer)
        for on, change in one.changes.items():
            for attribute, value in change.items():
                setattr(held[on], attribute, value)
            rows[on].append(held[on])
            fields[on] |= change.keys()
        if DERIVING & set(one.changed_fields):
            _derive(one.customer, held)
            stale.append(one.customer)
    for on, found in rows.items():
        update_recorded(found, sorted(fields[on]))
    mark_customers_changed(
        [one.customer.pk for one in changed if any("type" in c for c in one.changes.values())]
    )
    update_rows(stale, ["sort_key", "identity"])
    rebuild_search_keys([customer.pk for customer in stale])


def _derive(customer, held):
    customer.sort_key = sort_key(customer.name)
    if organisation := held.get(ORGANISATION):
        customer.identity = organisation_identity(
            customer.name, organisation.address, organisation.area
        )
    elif not customer.identity:
        customer.identity = person_identity(customer.name)


def _align(judged):
    today = timezone.localdate()
    copy_recorded(
        [
            Alignment(customer_id=one.customer.pk, territory_id=one.territory.pk, valid_from=today)
            for one in judged
        ]
    )
    if judged:
        rewrite_today([one.customer.pk for one in judged])
        mark_days({one.territory.pk for one in judged}, today)


def _affiliate(judged):
    """The place of work of the line is the main one unless the person has another."""
    if not judged:
        return
    people = [one.customer.pk for one in judged]
    primary = Affiliation.objects.primary().filter(not_over(), person__in=people)
    settled = set(primary.values_list("person_id", flat=True))
    departments = _departments(judged)
    copy_recorded(
        [
            Affiliation(
                person_id=one.customer.pk,
                organisation_id=one.workplace.pk,
                department_id=departments.get(_department_of(one)),
                position=one.record.values.get("position", ""),
                is_primary=one.customer.pk not in settled,
                valid_from=timezone.localdate(),
            )
            for one in judged
        ]
    )


def _departments(judged):
    """{(organisation, name): key} of the departments that the lines name, made where they are missing."""
    wanted = {_department_of(one) for one in judged} - {None}
    known = {
        (department.organisation_id, department.name): department.pk
        for department in Department.objects.filter(
            organisation__in={organisation for organisation, _name in wanted}
        )
    }
    new = [
        Department(organisation_id=organisation, name=name)
        for organisation, name in sorted(wanted - known.keys())
    ]
    copy_recorded(new)
    return known | {(one.organisation_id, one.name): one.pk for one in new}


def _department_of(one):
    name = one.record.values.get("department")
    return (one.workplace.pk, name) if name else None


def staged(customer_import, judged):
    """The line that keeps a judged record."""
    record = judged.record
    return ImportLine(
        customer_import_id=customer_import.pk,
        number=record.number,
        verdict=judged.verdict,
        name=record.name[:200],
        key="" if record.is_rejected else record.key,
        findings=record.findings,
        changes=judged.changed_fields if judged.customer else [],
        is_incomplete=record.is_incomplete,
        record={} if judged.verdict in {Verdict.REJECT, Verdict.UNCHANGED} else record.values,
        customer_id=judged.customer and judged.customer.pk,
    )
