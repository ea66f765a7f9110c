"""What a worker does for a change of many customers, on behalf of the person who decided it."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from accounts.services.job import JobStopped, job_progress, runner
from customers.bulk.action import action_for, read_arguments
from customers.bulk.judging import judge, out_of_reach
from customers.models import BulkChange, BulkChangeItem, Customer
from customers.services.bulk_change import APPLY, UNDO, settle_bulk_change

CHUNK = 500  # customers of one transaction
Status, State = BulkChange.Status, BulkChangeItem.State


def _url(job):
    return reverse("customers:bulk_change_detail", args=[job.arguments["change"]])


@runner(APPLY, label=_("Change of many customers"), url=_url)
def run_bulk_change(job):
    change = _of(job, Status.APPLYING)
    with _stopping(change, job):
        action = action_for(change.kind, job.owner)
        arguments = read_arguments(action, change.arguments, job.owner)
        _each_chunk(
            job,
            change.bulk_change_items.waiting(),
            change.chosen,
            lambda items: _apply(change, action, arguments, items, by=job.owner),
        )
    settle_bulk_change(change, Status.APPLIED, by=job.owner)


@runner(UNDO, label=_("Taking back a change of many customers"), url=_url)
def run_undo(job):
    change = _of(job, Status.UNDOING)
    with _stopping(change, job):
        action = action_for(change.kind, job.owner)
        _each_chunk(
            job,
            change.bulk_change_items.done(),
            job.total or change.bulk_change_items.done().count(),
            lambda items: _undo(change, action, items, by=job.owner),
        )
    settle_bulk_change(change, Status.UNDONE, by=job.owner)


def _each_chunk(job, todo, total, step):
    """What is done is no longer among the rows to do: a worker that takes over repeats nothing."""
    while True:
        with transaction.atomic():
            items = list(todo.order_by("pk")[:CHUNK])
            if not items:
                return
            _hold(items)
            step(items)
            BulkChangeItem.objects.bulk_update(items, ["state", "why", "undo"])
            job_progress(job, job.done + len(items), total)


def _hold(items):
    """In one order: two such changes follow each other, and whoever decides on an erasure waits or is waited for."""
    held = Customer.objects.filter(pk__among=[item.customer_id for item in items]).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))


def _apply(change, action, arguments, items, *, by):
    fates = judge(action, [item.customer_id for item in items], arguments, by=by)
    changing = [pk for pk, why in fates.items() if not why]
    done = (
        action.carry_out(changing, because=change.because, by=by, **arguments) if changing else {}
    )
    for item in items:
        if item.customer_id in done:
            item.state, item.undo = State.DONE, done[item.customer_id]
        else:
            why = fates[item.customer_id] or now("It has changed meanwhile.")
            item.state, item.why = State.LEFT_OUT, str(why)[:300]


def _undo(change, action, items, *, by):
    kept = out_of_reach([item.customer_id for item in items], by=by)
    needed = {item.customer_id: item.undo for item in items if item.customer_id not in kept}
    if needed:
        kept |= action.undo(needed, because=change.undone_because, by=by)
    for item in items:
        why = kept.get(item.customer_id, "")
        item.state, item.why = (State.KEPT, str(why)[:300]) if why else (State.UNDONE, "")


@contextmanager
def _stopping(change, job):
    """Whatever goes wrong, the change is then something that a person can go on with."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise  # Without the database the work is taken up again.
    except JobStopped:
        # Called off from the job's own page; or run by another worker by now, whose business it is then.
        if Job.objects.filter(pk=job.pk, status=Job.Status.CANCELLED).exists():
            settle_bulk_change(change, Status.STOPPED, by=job.owner)
        raise
    except Exception as problem:
        settle_bulk_change(change, Status.STOPPED, problem=_sentence(problem), by=job.owner)
        raise


def _sentence(problem):
    if isinstance(problem, ValidationError):
        return "\n".join(problem.messages)
    if isinstance(problem, PermissionDenied):
        return str(problem)
    return now("Something went wrong on our side. What was finished is kept.")


def _of(job, status):
    change = BulkChange.objects.select_related("job").get(uuid=job.arguments["change"])
    if change.job_id != job.pk or change.status != status:
        # A job tried again after its change went another way.
        raise ValidationError(now("This step has ended. Go on from the page of the change."))
    return change
