"""What a rep does with the care that a customer is due: done with evidence, or skipped with a reason (CUS-05)."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.registry import mark_day_changed
from customers.cadence import period_of
from customers.care_evidence import evidence_for
from customers.frozen import refuse_frozen
from customers.models import Care, Customer, PlaybookItem

Status = Care.Status
NOT_TYPED = ["customer", "item", "territory", "owner", "ended_by", "attachment"]


def finish_care(care, *, how="", note="", attachment=None, visit=None, by):
    """`visit` is the key of a visit of `by` to the customer, one of care_evidence.evidence_for()."""
    require(by, Permission.CARE_DO)
    with deed("care.finish", by=by):
        row = _hold(care, Status.DONE)
        _check_evidence(row, how=how, note=note, attachment=attachment, visit=visit, by=by)
        row.how, row.note, row.attachment, row.visit_uuid = how, note.strip(), attachment, visit
        _end(row, Status.DONE, on=_today_of(by), by=by)
    return row


def skip_care(care, *, because, by):
    require(by, Permission.CARE_DO)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why it is not needed this time.")})
    with deed("care.skip", by=by, because=because):
        row = _hold(care, Status.SKIPPED)
        row.reason = because.strip()
        _end(row, Status.SKIPPED, on=_today_of(by), by=by)
    return row


def fulfil_by_visit(customer_ids, *, day, visit, by):
    """Visits are not ticked off: one that took place fulfils the oldest due one of each of these customers.

    Called in the deed that submits the visit; `visit` is its key. A day before the present period fulfils nothing of it.
    """
    rows = (
        Care.objects.open()
        .filter(customer__in=customer_ids, item__kind=PlaybookItem.Kind.VISIT)
        .select_related("item", "owner")
        .order_by("customer_id", "due_on", "pk")
        .select_for_update(of=("self",))
    )
    oldest = {}
    for row in rows:
        if period_of(row.opens_on, row.item.period)[0] <= day:
            oldest.setdefault(row.customer_id, row)
    if oldest:
        with deed("care.finish", by=by):
            for row in oldest.values():
                row.visit_uuid = visit
                _end(row, Status.DONE, on=day, by=by)


def _hold(care, status):
    """The row as it is now. Who decides on an erasure holds the customer as well."""
    Customer.objects.select_for_update(no_key=True).get(pk=care.customer_id)
    refuse_frozen(care.customer_id)
    rows = Care.objects.select_for_update(of=("self",)).select_related("item", "owner")
    row = rows.get(pk=care.pk)
    row.check_can_become(status)
    return row


def _check_evidence(row, *, how, note, attachment, visit, by):
    problems = {}
    if row.item.is_visit and not visit:
        problems["visit"] = _("A visit fulfils this: log it, or name one that you logged.")
    elif not (how or note.strip() or attachment or visit):
        problems["how"] = _("Show what was done: tap how, or write it in a sentence.")
    if row.item.needs_note and not note.strip():
        problems["note"] = _("This one needs a note: what was read, and what it means here.")
    if visit and str(visit) not in {str(one.key) for one in evidence_for(row, by)}:
        problems["visit"] = _("Choose one of your visits to this customer.")
    if how and how not in Care.How:
        problems["how"] = _("Choose how it was done.")
    if problems:
        raise ValidationError(problems)


def _end(row, status, *, on, by):
    row.status, row.ended_on, row.ended_by = status, on, by
    row.clean_fields(exclude=NOT_TYPED)
    row.save()
    mark_day_changed(row.owner, row.due_on)


def _today_of(user):
    return timezone.localdate(timezone=ZoneInfo(user.time_zone))
