"""Takes a merge back: what moved goes back, what was taken over is given back, exactly or not at all (CUS-11)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.registry import movers
from accounts.services.role import end_dated
from customers.frozen import refuse_frozen
from customers.merge_notices import tell_of_undo
from customers.merge_sides import value_of
from customers.models import Alignment, Customer, CustomerTerritory, Duplicate, Merge, SearchKey
from customers.services.duplicate import reopen
from customers.services.merge import as_json, label_in, model_named, put_in_step
from customers.services.organisation import edit_organisation, hold_parents
from customers.services.person import edit_person


def undo_merge(merge, *, because, by):
    require(by, Permission.CUSTOMER_MERGE)
    if not because.strip():
        raise ValidationError({"because": _("Say why: the reason stays with both records.")})
    with deed("customer.unmerge", by=by, because=because):
        merge = _hold(merge)
        if said := why_bound(merge):
            raise ValidationError(said)
        _give_back(merge, by)
        _move_back(merge)
        _unmake(merge)
        _revive(merge, because)
        merge.undone_by, merge.undone_at = by, timezone.now()
        merge.undo_reason = because.strip()
        merge.save()
        reopen(Duplicate.objects.select_for_update().get(pk=merge.duplicate_id))
        put_in_step(merge.survivor, merge.merged, by)
        serving = CustomerTerritory.objects.filter(customer=merge.merged)
        tell_of_undo(merge, list(serving.values_list("territory_id", flat=True)), by)
    return merge


def forget_merges(customer):
    """Registered as accounts.registry.customer_endings: what was taken over told of her; it can't be undone any more."""
    for merge in Merge.objects.filter(Q(survivor=customer) | Q(merged=customer)):
        if merge.taken:
            merge.taken = {}
            merge.save()


def why_bound(merge):
    """A sentence for each thing that stands in the way of taking it back; empty when nothing does."""
    if not merge.is_in_force:
        return [_("This merge was undone already.")]
    if merge.merged.merged_into_id != merge.survivor_id:
        return [_("The records were merged once more since: undo the later merge first.")]
    return [*_changed_values(merge), *_bound_rows(merge)]


def _hold(merge):
    """In the order of a merge: first who stands above whom, then the customers, then the rest."""
    if merge.survivor.is_organisation:
        hold_parents()
    ids = (merge.survivor_id, merge.merged_id)
    held = Customer.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rows = {row.pk: row for row in held.select_related("person", "organisation")}
    for pk in rows:
        refuse_frozen(pk)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    merge.survivor, merge.merged = rows[merge.survivor_id], rows[merge.merged_id]
    return merge


def _changed_values(merge):
    for name, (_before, after) in merge.taken.items():
        if _now(merge.survivor, name) != after:
            yield _("“%(field)s” of %(name)s was changed since the merge.") % {
                "field": label_in(merge, name),
                "name": merge.survivor.name,
            }


def _now(survivor, name):
    if name == "mobile":
        hashes = SearchKey.objects.filter(customer=survivor).values_list("phone_hashes", flat=True)
        return next(iter(hashes.first() or []), "")
    return as_json(survivor.aliases if name == "aliases" else value_of(survivor, name))


def _bound_rows(merge):
    by_label = {mover.model._meta.label_lower: mover for mover in movers}
    for label, pk, sides in merge.moves:
        row = model_named(label).objects.filter(pk=pk).first()
        mover = by_label.get(label)
        if row is None or any(
            as_json(getattr(row, k)) != after for k, (_was, after) in sides.items()
        ):
            words = mover.words if mover else label
            yield _("Something that moved has been changed since: %(what)s.") % {"what": words}
        elif mover and (said := mover.bound(row)):
            yield said


def _give_back(merge, by):
    before = {name: was for name, (was, _now) in merge.taken.items()}
    if not before:
        return
    edit = edit_person if merge.survivor.is_person else edit_organisation
    values = {name: _value(merge.survivor, name, was) for name, was in before.items()}
    edit(merge.survivor.half, by=by, **values)
    merge.survivor.refresh_from_db()


def _value(customer, name, value):
    if name in ("aliases", "mobile", "name"):
        return value
    field = customer.half._meta.get_field(name)
    if field.is_relation:
        return None if value is None else field.related_model.objects.get(pk=value)
    return field.to_python(value)


def _move_back(merge):
    for label, pk, sides in reversed(merge.moves):
        model = model_named(label)
        row = model.objects.select_for_update(of=("self",)).get(pk=pk)
        for name, (was, _after) in sides.items():
            setattr(row, name, model._meta.get_field(name.removesuffix("_id")).to_python(was))
        row.save()


def _unmake(merge):
    """What was written goes; a day that somebody belonged somewhere stays as it was (ACC-02)."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for label, pk in reversed(merge.made):
        row = model_named(label).objects.filter(pk=pk).first()
        if isinstance(row, Alignment):
            end_dated(row, yesterday)
        elif row is not None:
            row.delete()


def _revive(merge, because):
    row = merge.merged
    row.merged_into = None
    if merge.status_before != row.status:
        row.check_can_become(Customer.Status.ACTIVE)
        row.status, row.status_on = Customer.Status.ACTIVE, timezone.localdate()
        row.status_reason = because.strip()[:200]
    row.save()
    if merge.status_before == Customer.Status.CLOSED:
        # What was archived opens first; that is the only way back.
        row.check_can_become(Customer.Status.CLOSED)
        row.status = Customer.Status.CLOSED
        row.save()
