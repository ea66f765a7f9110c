"""Applies the staged lines of an import."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.history import deed
from customers.importing.applying import apply_judged
from customers.importing.garbage import looked_for_rarely
from customers.importing.judging import Judge, Verdict
from customers.importing.records import Record
from customers.models import CustomerImport, ImportLine

BATCH = 1000  # lines of one transaction when bad ones are skipped
LARGE_BATCH = 5000  # lines written at a time within the one transaction of all or nothing
MOST_AT_ONCE = 200_000  # lines that one transaction may hold (decision 25)


@looked_for_rarely()
def apply_all(customer_import, progress, *, by):
    """Every line in one transaction, or none. Raises ValidationError when a line can no longer be applied.

    The row of the import itself is left alone: its steward must be able to stop it meanwhile.
    """
    with _deed(customer_import, by):
        judge = _judge(customer_import)
        total = customer_import.import_lines.actionable().count()
        done = last = 0
        while lines := _next_lines(customer_import, last, LARGE_BATCH):
            if any(one.verdict == Verdict.REJECT for one in _apply(customer_import, judge, lines)):
                raise ValidationError(
                    _("Customers have changed since the file was checked: check it again.")
                )
            done, last = done + len(lines), lines[-1].number
            progress(done, total)


@looked_for_rarely()
def apply_good_lines(customer_import, progress, *, by):
    """Each batch in its own transaction; what is done stays done, and a second run goes on behind it."""
    actionable = customer_import.import_lines.actionable()
    total = actionable.count()
    done = actionable.filter(number__lte=customer_import.applied_to_line).count()
    while True:
        with _deed(customer_import, by):
            lines = _next_lines(customer_import, customer_import.applied_to_line, BATCH)
            if not lines:
                return
            _apply(customer_import, _judge(customer_import), lines)
            customer_import.applied_to_line = lines[-1].number
            customer_import.save(update_fields=["applied_to_line"])
            done += len(lines)
            progress(done, total)


def is_applied_whole(customer_import):
    """Whether no line waits any more; a paused import has some left."""
    if customer_import.mode == CustomerImport.Mode.ALL_OR_NOTHING:
        return True
    return not _next_lines(customer_import, customer_import.applied_to_line, 1)


def _deed(customer_import, by):
    return deed("customer_import.apply", by=by, because=customer_import.file_name)


def _judge(customer_import):
    return Judge(source=customer_import.mapping.source, lock=True)


def _next_lines(customer_import, last, size):
    """The lines to apply behind the last one, as plain tuples: there may be very many."""
    todo = customer_import.import_lines.actionable().filter(number__gt=last).order_by("number")
    return list(
        todo.values_list("pk", "number", "verdict", "findings", "changes", "record", named=True)[
            :size
        ]
    )


def _apply(customer_import, judge, lines):
    """Judges the lines once more, as the customers are now, writes them, and says what became of each."""
    records = [Record(line.number, line.record, list(line.findings)) for line in lines]
    judged = judge.judge(records)
    apply_judged(judged, source=customer_import.mapping.source)
    _keep_outcome(lines, judged)
    return judged


def _keep_outcome(lines, judged):
    pairs = list(zip(lines, judged, strict=True))
    surprises = [
        ImportLine(pk=line.pk, verdict=one.verdict, findings=one.record.findings, changes=changes)
        for line, one in pairs
        for changes in [one.changed_fields if one.verdict == Verdict.UPDATE else []]
        if (line.verdict, line.findings, line.changes)
        != (one.verdict, one.record.findings, changes)
    ]
    ImportLine.objects.bulk_update(surprises, ["verdict", "findings", "changes"], batch_size=1000)
    left_out = [line.pk for line, one in pairs if one.record.is_left_out]
    ImportLine.objects.filter(pk__in=left_out).update(name="", key="", record={})
    known = [(line.pk, one.customer.pk) for line, one in pairs if one.customer]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {ImportLine._meta.db_table} line SET customer_id = made.customer, record = '{{}}',"
            " xid = pg_current_xact_id()::text::bigint"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS made(line, customer) WHERE line.id = made.line",
            [[line for line, _customer in known], [customer for _line, customer in known]],
        )
