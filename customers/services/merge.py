"""Makes one of two records of a customer, and takes that back as long as nothing since stands in the way (CUS-11)."""

from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.registry import mark_customers_changed, movers
from customers.frozen import refuse_frozen
from customers.merge_notices import tell_who_serves
from customers.merge_sides import FIELDS, label_of, spread, value_of
from customers.models import Customer, CustomerTerritory, DataChange, Duplicate, Merge
from customers.services.alignment import carry_alignments, mark_changed, rewrite_today
from customers.services.care_cycle import renew_care
from customers.services.consent import carry_answers
from customers.services.duplicate import decide, drop_open
from customers.services.organisation import edit_organisation, hold_parents
from customers.services.person import carry_mobile, edit_person
from customers.services.persona_fact import carry_facts


@dataclass(frozen=True)
class Going:
    """What a merge would move, counted before it is done."""

    words: str
    moving: int
    staying: int


def merge_customers(duplicate, *, survivor, take=(), because, by):
    """`survivor` is one of the two and keeps its uuid; `take` are names of fields that it takes from the other."""
    require(by, Permission.CUSTOMER_MERGE)
    _check(duplicate, survivor, take, because)
    with deed("customer.merge", by=by, because=because):
        survivor, merged = _hold(duplicate, survivor)
        refuse_merge(survivor, merged)
        duplicate = decide(duplicate, Duplicate.Status.MERGED, because=because, by=by)
        served = CustomerTerritory.objects.filter(customer=merged).values_list("territory_id")
        told = [pk for (pk,) in served]
        merge = Merge(
            survivor=survivor,
            merged=merged,
            duplicate=duplicate,
            status_before=merged.status,
            merged_by=by,
            merged_at=timezone.now(),
            reason=because.strip(),
        )
        merge.taken = _take_over(survivor, merged, spread(take), by)
        merge.moves = [_moved(row, values) for row, values in moves(merged, survivor)]
        merge.made = [_named(row) for row in _carry(merged, survivor, by)]
        merge.save()
        _retire(merged, survivor, because)
        put_in_step(survivor, merged, by)
        tell_who_serves(merge, told, by)
    return merge


def refuse_merge(survivor, merged):
    """Why these two cannot become one now."""
    for one in (survivor, merged):
        refuse_frozen(one.pk)
        if one.merged_into_id:
            raise ValidationError(
                _("%(name)s was merged already: look at the record that speaks for it.")
                % {"name": one.name}
            )
    if survivor.status == Customer.Status.ARCHIVED:
        raise ValidationError(_("The record that stays is archived: reopen it first."))
    if DataChange.objects.waiting().filter(customer=merged).exists():
        raise ValidationError(
            _("A change of %(name)s waits for a decision: decide on it first.")
            % {"name": merged.name}
        )


def moves(merged, survivor):
    """[(row, {attribute: new value})] of all apps, inside a transaction."""
    return [one for mover in movers for one in mover.find(merged, survivor)]


def going(merged, survivor):
    """[Going] of what hangs on the record that would be merged. In a transaction: rows are held to be counted."""
    found = []
    for mover in movers:
        hanging, moving = mover.of(merged).count(), len(mover.find(merged, survivor))
        if hanging:
            found.append(Going(str(mover.words), moving, max(hanging - moving, 0)))
    return found


def hanging_on(customer):
    """[(words, count)] of what points at it."""
    counts = [(str(mover.words), mover.of(customer).count()) for mover in movers]
    return [one for one in counts if one[1]]


def _check(duplicate, survivor, take, because):
    problems = {}
    if not because.strip():
        problems["because"] = _("Say why: the reason stays with both records.")
    if survivor.pk not in (duplicate.left_id, duplicate.right_id):
        problems["survivor"] = _("Choose one of the two.")
    if unknown := set(spread(take)) - set(FIELDS[duplicate.kind]):
        problems["take"] = _("There is no such field: %(names)s.") % {
            "names": ", ".join(sorted(unknown))
        }
    if problems:
        raise ValidationError(problems)


def _hold(duplicate, survivor):
    """(the one that stays, the other), held in the order in which all verbs hold customers."""
    if duplicate.kind == Customer.Kind.ORGANISATION:
        hold_parents()
    ids = (duplicate.left_id, duplicate.right_id)
    held = Customer.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    left, right = held.select_related("person", "organisation")
    return (left, right) if left.pk == survivor.pk else (right, left)


def _take_over(survivor, merged, names, by):
    """{field: [before, after]} in JSON. What the other is called stays findable."""
    new = {name: value_of(merged, name) for name in names}
    if new.get("parent") and new["parent"].pk == survivor.pk:
        del new["parent"]
    before = {name: value_of(survivor, name) for name in new} | {"aliases": survivor.aliases}
    called = new.get("name", survivor.name)
    known = [*survivor.aliases, survivor.name, merged.name, *merged.aliases]
    new["aliases"] = [name for name in dict.fromkeys(known) if name != called]
    edit = edit_person if survivor.is_person else edit_organisation
    edit(survivor.half, by=by, **new)
    survivor.refresh_from_db()
    taken = {name: [as_json(before[name]), as_json(new[name])] for name in new}
    if survivor.is_person and (kept := carry_mobile(merged.person, survivor.person, by=by)):
        taken["mobile"] = ["", kept]
    return {name: sides for name, sides in taken.items() if sides[0] != sides[1]}


def _carry(merged, survivor, by):
    yield from carry_alignments(merged, survivor)
    if survivor.is_person:
        yield from carry_answers(merged, survivor, by=by)
        yield from carry_facts(merged, survivor)


def _moved(row, values):
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    sides = {name: [as_json(before[name]), as_json(value)] for name, value in values.items()}
    return [*_named(row), sides]


def _named(row):
    return [row._meta.label_lower, row.pk]


def _retire(merged, survivor, because):
    row = Customer.objects.get(pk=merged.pk)
    if row.status != Customer.Status.ARCHIVED:
        row.check_can_become(Customer.Status.ARCHIVED)
        row.status, row.status_on = Customer.Status.ARCHIVED, timezone.localdate()
        row.status_reason = because.strip()[:200]
    row.merged_into = survivor
    row.save()
    drop_open(row)


def put_in_step(survivor, merged, by):
    """What is derived: who sees them, what is counted, what care is due."""
    rewrite_today([survivor.pk, merged.pk])
    both, today = [survivor.pk, merged.pk], timezone.localdate()
    mark_changed(both, today)
    # Figures of all days count the two as one, or as two again.
    mark_customers_changed(both)
    renew_care(both, today, by)


def as_json(value):
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def model_named(label):
    return apps.get_model(label)


def label_in(merge, name):
    """The field in words, for a sentence."""
    own = {"aliases": _("other names"), "mobile": _("private phone")}
    return own.get(name) or label_of(merge.survivor.kind, name)
