"""Follow-up actions: opened by a visit's next step or by hand, on Today until done or dropped (VIS-05b)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.registry import mark_day_changed
from visits.models import FollowUp, Visit
from visits.services.visit import check_customer, local_today

DUE_AFTER = timedelta(days=7)
# Rows that were just looked up, and moments that are not there yet.
NOT_TYPED = ["customer", "visit", "owner", "done_at", "dropped_at"]
NextStep = Visit.NextStep


def add_follow_up(customer, *, what, due_on, by, visit=None, uuid=None):
    """The same uuid again, with the same words, answers with the row that is there."""
    require(by, Permission.VISIT_LOG)
    if visit is None:
        check_customer(customer, by)
    with deed("follow_up.add", by=by):
        if known := _known(uuid, (by.pk, customer.pk, what.strip(), due_on)):
            return known
        key = {"uuid": uuid} if uuid else {}
        row = FollowUp(
            customer=customer, visit=visit, what=what.strip(), owner=by, due_on=due_on, **key
        )
        row.clean_fields(exclude=NOT_TYPED)
        row.save()
        mark_day_changed(by, due_on)
    return row


def follow_up_on_next_step(visit, *, by, is_asked=False, due_on=None):
    """The next step of a visit becomes an action; a question that became a request needs none beside it."""
    step = visit.next_step
    if step in {"", NextStep.NONE} or (is_asked and step == NextStep.ANSWER_QUESTION):
        return None
    what = visit.next_objective or str(NextStep(step).label)
    due_on = due_on or visit.day + DUE_AFTER
    return add_follow_up(visit.customer, what=what, due_on=due_on, visit=visit, by=by)


def finish_follow_up(row, *, by, evidence):
    require(by, Permission.VISIT_LOG)
    if not evidence.strip():
        raise ValidationError({"evidence": _("Say in a sentence what was done.")})
    with deed("follow_up.finish", by=by):
        row = _lock_open(row, by)
        row.done_at, row.evidence = timezone.now(), evidence.strip()
        row.save()
        _changed(row, by)
    return row


def drop_follow_up(row, *, by, because):
    require(by, Permission.VISIT_LOG)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why it is no longer needed.")})
    with deed("follow_up.drop", by=by, because=because):
        row = _lock_open(row, by)
        row.dropped_at, row.dropped_reason = timezone.now(), because.strip()
        row.clean_fields(exclude=NOT_TYPED)
        row.save()
        _changed(row, by)
    return row


def _known(uuid, said):
    row = uuid and FollowUp.objects.filter(uuid=uuid).first()
    if row and (row.owner_id, row.customer_id, row.what, row.due_on) != said:
        raise ValidationError(
            _("This key is taken already; send the record under a new one."), code="KEY_TAKEN"
        )
    return row


def _lock_open(row, by):
    row = FollowUp.objects.select_for_update().get(pk=row.pk)
    if row.owner_id != by.pk:
        raise PermissionDenied(_("Only the owner of a follow-up can close it."))
    if row.done_at or row.dropped_at:
        raise ValidationError(_("This follow-up is closed already."))
    return row


def _changed(row, by):
    for day in {row.due_on, local_today(by)}:
        mark_day_changed(by, day)
