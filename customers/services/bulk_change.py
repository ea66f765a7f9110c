"""Starting a change of many customers, stopping it, and taking it back: one decision over a list that was shown (RSK-58)."""

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.copying import copy_rows
from accounts.history import deed
from accounts.permissions import require
from accounts.services.job import call_off, start_job
from customers.bulk.action import action_for, action_named, read_arguments
from customers.bulk.judging import preview
from customers.models import BulkChange, BulkChangeItem
from customers.models.bulk_change import COUNTS

Status = BulkChange.Status
ENDINGS = {
    Status.APPLIED: "bulk_change.finish",
    Status.UNDONE: "bulk_change.undone",
    Status.STOPPED: "bulk_change.stop",
}
MOST = 20_000  # customers of one change
APPLY, UNDO = "customers.bulk_change", "customers.bulk_change_undo"


def preview_bulk_change(name, said, customer_ids, *, by):
    """Changes nothing. `said` are the arguments as typed; raises ValidationError by field. → judging.Preview"""
    action = action_for(name, by)
    check_number(customer_ids)
    return preview(action, customer_ids, read_arguments(action, said, by), by=by)


def start_bulk_change(
    name, said, customer_ids, *, because, whom, query="", expected=None, uuid=None, by
):
    """Keeps the list as it is now; a worker changes it. `expected` is how many changes the person was shown."""
    action = action_for(name, by)
    check_number(customer_ids)
    arguments = read_arguments(action, said, by)
    changing = len(preview(action, customer_ids, arguments, by=by).changing)
    _check_expected(changing, expected)
    with deed("bulk_change.start", by=by, because=because):
        change = BulkChange(
            kind=name,
            arguments=said,
            what=action.in_words(**arguments)[:300],
            whom=whom[:1000],
            query=query,
            because=because.strip(),
            by=by,
            chosen=len(customer_ids),
            **({"uuid": uuid} if uuid else {}),
        )
        change.full_clean()
        _start(change, APPLY, by=by)
        copy_rows([BulkChangeItem(bulk_change=change, customer_id=pk) for pk in customer_ids])
    return change


def undo_bulk_change(change, *, because, by):
    """Takes back what can be taken back; each customer for whom it can't is kept with the reason."""
    require(by, action_named(change.kind).permission)
    if not because.strip():
        raise ValidationError({"because": _("Say why.")})
    with deed("bulk_change.undo", by=by, because=because):
        _lock(change)
        _settle_abandoned(change)
        change.check_can_become(Status.UNDOING)
        change.status, change.problem = Status.UNDOING, ""
        change.undone_by, change.undone_because = by, because.strip()
        change.full_clean()
        _start(change, UNDO, by=by)


def stop_bulk_change(change, *, by):
    """What is done until now is done, and can be taken back."""
    require(by, action_named(change.kind).permission)
    with deed("bulk_change.stop", by=by):
        _lock(change)
        change.check_can_become(Status.STOPPED)
        if change.job and change.job.is_open:
            call_off(change.job)
        _settle(change, Status.STOPPED)


def settle_bulk_change(change, status, *, problem="", by):
    """What a worker says at the end of its work; nothing when somebody stopped it meanwhile."""
    with deed(ENDINGS[status], by=by, because=problem):
        _lock(change)
        if change.is_open:
            change.problem = problem
            _settle(change, status)


def check_number(customer_ids):
    if not customer_ids:
        raise ValidationError(_("No customer is chosen."))
    if len(customer_ids) > MOST:
        raise ValidationError(
            _("At most %(most)s customers at a time: narrow the list and go on in parts.")
            % {"most": f"{MOST:,}"}
        )


def _check_expected(changing, expected):
    if not changing:
        raise ValidationError(_("None of them would change."))
    if expected is not None and changing != expected:
        raise ValidationError(
            ngettext(
                "The list is another than it was: %(n)s customer would change now. Look at it again.",
                "The list is another than it was: %(n)s customers would change now. Look at it again.",
                changing,
            )
            % {"n": changing}
        )


def _start(change, kind, *, by):
    change.job = start_job(kind, by=by, arguments={"change": str(change.uuid)})
    change.save()


def _settle_abandoned(change):
    """A job that was called off from its own page has told nobody."""
    if change.is_open and not change.is_running:
        _settle(change, Status.STOPPED)


def _settle(change, status):
    change.check_can_become(status)
    change.status = status
    counted = count_items(change)
    for name in COUNTS[1:]:
        setattr(change, name, counted[name])
    change.save()


def count_items(change):
    """{changed, left_out, undone, kept}: whatever was changed counts as changed, also when it was taken back."""
    states = change.bulk_change_items.order_by().values_list("state")
    by_state = dict(states.annotate(number=Count("pk")))
    undone, kept = by_state.get("undone", 0), by_state.get("kept", 0)
    return {
        "changed": by_state.get("done", 0) + undone + kept,
        "left_out": by_state.get("left_out", 0),
        "undone": undone,
        "kept": kept,
    }


def _lock(change):
    # Judge the row as it is now, not as it was when the page was drawn.
    change.refresh_from_db(
        from_queryset=BulkChange.objects.select_for_update(of=("self",), no_key=True)
    )
