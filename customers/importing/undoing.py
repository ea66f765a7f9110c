"""Takes an import back (decision 25): archives whom it brought, and gives those whom it changed back what they had."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.copying import delete_recorded, update_recorded
from accounts.history import deed
from accounts.registry import why_frozen
from customers.importing.applying import update
from customers.importing.attached import APPLYING, attached, refuse_attached, still_there
from customers.importing.judging import Judged, rows_of
from customers.models import (
    Affiliation,
    Alignment,
    Customer,
    CustomerTerritory,
    Organisation,
    Person,
)
from customers.services.alignment import mark_days, rewrite_today
from customers.services.duplicate import forget_pairs

BATCH = 5000  # lines


@dataclass(frozen=True)
class Preview:
    archived: int  # customers
    changed: int  # customers
    attached: list  # of Attached; nothing is undone while there is any


def preview(customer_import):
    lines = customer_import.import_lines
    return Preview(
        still_there(lines.brought()).count(),
        lines.changing().values("customer_id").distinct().count(),
        attached(customer_import),
    )


def take_back(customer_import, progress, *, by):
    """All of it in one transaction, or nothing. Returns {what: number of customers}.

    Raises ValidationError when somebody has gone on with one whom the import brought.
    """
    lines = customer_import.import_lines
    with deed("customer_import.undo", by=by, because=customer_import.file_name):
        brought = _held(lines.brought())
        # Whoever would note something about one of them waits from here on.
        refuse_attached(customer_import)
        changing = lines.changing().order_by("number").values("customer_id", "xid", "changes")
        done, total = Counter(), len(brought) + changing.count()
        for keys in _batches(brought):
            done["archived"] += _archive(keys, customer_import)
            progress(done.total(), total)
        for some in _batches(changing.iterator(BATCH)):
            done.update(_restore(some, customer_import.file_name))
            progress(done.total(), total)
    return dict(done)


def _batches(rows):
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _held(lines):
    rows = still_there(lines).select_for_update(of=("self",)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _archive(keys, customer_import):
    customers = list(Customer.objects.filter(pk__in=keys))
    because = _("Import undone: %(file)s") % {"file": customer_import.file_name[:100]}
    for customer in customers:
        customer.status, customer.status_reason = Customer.Status.ARCHIVED, because
        customer.status_on = timezone.localdate()
    update_recorded(customers, ["status", "status_on", "status_reason"])
    forget_pairs(keys)
    _mark(keys)
    return len(customers)


def _restore(lines, because):
    """{restored: customers that have something back, kept: those of whom somebody has said something else since}"""
    xids = {line["customer_id"]: line["xid"] for line in lines}
    customers = _untouchable_left_out(xids)
    told = {model: _versions(model, xids, because) for model in (Customer, Organisation, Person)}
    judged, done = [], Counter()
    for customer in customers:
        one = Judged(None, customer=customer)
        stays = False
        for on, row in rows_of(customer).items():
            back, is_other_now = _back(row, *told[type(row)][row.pk])
            one.changes |= {on: back} if back else {}
            stays |= is_other_now
        judged.append(one)
        done["kept" if stays else "restored"] += 1
    _mark(xids)
    update([one for one in judged if one.changes])
    _leave(lines, {customer.pk for customer in customers})
    return done


def _untouchable_left_out(keys):
    rows = Customer.objects.filter(pk__in=keys).exclude(pk__in=why_frozen(keys))
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(rows.select_related("organisation", "person"))


def _versions(model, xids, because):
    """{key: (the version before the import, the one that it has left)} of these rows, where it has changed them."""
    key, versions, found = (
        model._meta.pk.attname,
        defaultdict(list),
        defaultdict(lambda: (None, None)),
    )
    told = model.history.filter(**{f"{key}__in": xids}).order_by("history_id")
    for version in told.values("xid", "action", "history_change_reason", *_names(model)):
        versions[version[key]].append(version)
    for pk, all_versions in versions.items():
        deed_ = (xids[pk], APPLYING, because)
        mine = [place for place, version in enumerate(all_versions) if _deed_of(version) == deed_]
        if mine and mine[0]:
            found[pk] = all_versions[mine[0] - 1], all_versions[mine[-1]]
    return found


def _deed_of(version):
    return version["xid"], version["action"], version["history_change_reason"]


def _names(model):
    return [field.attname for field in model.history.model.tracked_fields]


def _back(row, before, after):
    """({attribute: value before}, whether something stays because it is another now)."""
    if before is None:
        return {}, False
    changed = [name for name in _names(type(row)) if before[name] != after[name]]
    back = {name: before[name] for name in changed if getattr(row, name) == after[name]}
    return back, len(back) < len(changed)


def _leave(lines, keys):
    """Territories and places of work that the lines brought, unless somebody has changed them since."""
    for model, of, word in (
        (Alignment, "customer_id", "territory"),
        (Affiliation, "person_id", "workplace"),
    ):
        placed = {
            line["customer_id"]: line["xid"]
            for line in lines
            if word in line["changes"] and line["customer_id"] in keys
        }
        if placed:
            _end(model, _made_by_the_lines(model, of, placed))
            if model is Alignment:
                rewrite_today(placed)


def _made_by_the_lines(model, of, placed):
    told = model.history.filter(**{f"{of}__in": placed})
    made = told.filter(history_type="+", xid__in=set(placed.values()))
    keys = {pk for pk, whose, xid in made.values_list("id", of, "xid") if placed[whose] == xid}
    changed = told.exclude(history_type="+").values_list("id", flat=True)
    return model.objects.filter(pk__in=keys - set(changed))


def _end(model, rows):
    """What holds since today or later goes altogether, which its history keeps."""
    today = timezone.localdate()
    delete_recorded(list(rows.filter(valid_from__gte=today)))
    ending = list(rows.filter(valid_from__lt=today))
    for row in ending:
        row.valid_to = today - timedelta(days=1)
    update_recorded(ending, ["valid_to"])


def _mark(keys):
    aligned = CustomerTerritory.objects.filter(customer__in=keys)
    mark_days(aligned.values("territory_id"), timezone.localdate())
