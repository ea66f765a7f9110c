"""What stewards do with a file of customers: upload, say how it is read, check, import, pause, undo (CUS-10)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.prescription_counts import PrescriptionCounts, refuse_prescription_counts
from accounts.services.job import call_off, start_job
from customers.importing import headings, store
from customers.importing.attached import refuse_attached
from customers.importing.checking import count_lines, open_file
from customers.importing.definition import Definition
from customers.importing.running import MOST_AT_ONCE
from customers.models import CustomerImport
from customers.services.import_mapping import known_mappings, mapping_named

Status, Mode = CustomerImport.Status, CustomerImport.Mode
MOST_BYTES = 200 << 20
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx")
CHECK, APPLY, UNDO = "customers.import_check", "customers.import_apply", "customers.import_undo"


def upload_import(*, name, chunks, by):
    """Keeps the file and looks at its heading: a mapping that fits is chosen. Raises ValidationError with a sentence.

    `chunks` are the bytes in pieces.
    """
    require(by, Permission.CUSTOMER_IMPORT)
    if not name.lower().endswith(SUFFIXES):
        raise ValidationError(_("Choose a CSV or XLSX file."))
    sha256, size = store.keep(_no_more_than(MOST_BYTES, chunks))
    customer_import = CustomerImport(
        file_name=name[-255:], file_size=size, file_sha256=sha256, by=by
    )
    opened = open_file(customer_import)
    _refuse_prescription_counts(customer_import, opened)
    _row, _names, source = headings.find_heading(opened.rows(), known_mappings(by))
    with deed("customer_import.upload", by=by):
        customer_import.mapping = mapping_named(source, by=by) if source else None
        customer_import.full_clean(exclude=["definition"])  # known when it is checked
        customer_import.save()
    return customer_import


def check_import(customer_import, *, mapping, mode, is_dry_run=True, by):
    """Starts the check of every line; without a dry run the import follows when the check allows it."""
    require(by, Permission.CUSTOMER_IMPORT)
    definition = Definition.from_json(mapping.definition)
    definition.check()
    with deed("customer_import.check", by=by):
        _lock(customer_import)
        customer_import.check_can_become(Status.CHECKING)
        customer_import.import_lines.all().delete()
        customer_import.mapping, customer_import.definition = mapping, mapping.definition
        customer_import.mode, customer_import.is_dry_run = mode, is_dry_run
        _start(customer_import, Status.CHECKING, CHECK, by=by)


def apply_import(customer_import, *, mode=None, by):
    """Starts the import of what was checked, or goes on with a paused one."""
    require(by, Permission.CUSTOMER_IMPORT)
    with deed("customer_import.apply", by=by, because=customer_import.file_name):
        _lock(customer_import)
        customer_import.check_can_become(Status.APPLYING)
        if customer_import.status == Status.CHECKED and mode:
            customer_import.mode = mode
        check_may_apply(customer_import)
        _start(customer_import, Status.APPLYING, APPLY, by=by)


def check_may_apply(customer_import):
    """All or nothing: raises ValidationError while a line is rejected, or for more than a transaction holds."""
    if customer_import.mode == Mode.SKIP_BAD_LINES:
        return
    if customer_import.rejected:
        raise ValidationError(
            ngettext(
                "%(count)s line is rejected. Correct the file and upload it again, or choose to skip bad lines.",
                "%(count)s lines are rejected. Correct the file and upload it again, or choose to skip bad lines.",
                customer_import.rejected,
            )
            % {"count": customer_import.rejected}
        )
    if customer_import.lines > MOST_AT_ONCE:
        raise ValidationError(
            _("At most %(most)s lines fit into one step. Choose to skip bad lines.")
            % {"most": MOST_AT_ONCE}
        )


def stop_import(customer_import, *, by):
    """Ends a check, takes an all-or-nothing import back to its start, or pauses one that goes line by line."""
    require(by, Permission.CUSTOMER_IMPORT)
    with deed("customer_import.stop", by=by):
        _lock(customer_import)
        if customer_import.job and customer_import.job.is_open:
            call_off(customer_import.job)
        _settle_stopped(customer_import)


def undo_import(customer_import, *, by):
    """Archives whom the import brought (decision 25) and gives back what it changed.

    Raises ValidationError with a sentence when people have gone on with one of those whom it brought.
    """
    require(by, Permission.CUSTOMER_IMPORT)
    with deed("customer_import.undo", by=by, because=customer_import.file_name):
        _lock(customer_import)
        customer_import.check_can_become(Status.UNDOING)
        refuse_attached(customer_import)
        _start(customer_import, Status.UNDOING, UNDO, by=by)


def settle_import(customer_import, status, *, by, problem=""):
    """What a worker says at the end of its work; nothing when somebody stopped it meanwhile."""
    with deed(f"customer_import.{status}", by=by, because=problem):
        _lock(customer_import)
        if not customer_import.is_open:
            return
        customer_import.problem = problem
        for name, count in count_lines(customer_import).items():
            setattr(customer_import, name, count)
        _become(customer_import, status)


# What an interrupted work leaves: half a check is nothing, half an import by lines is kept.
_STOPPED = {
    Status.UPLOADED: Status.CANCELLED,
    Status.CHECKED: Status.CANCELLED,
    Status.FAILED: Status.CANCELLED,
    Status.CHECKING: Status.CANCELLED,
}


def _settle_stopped(customer_import):
    if customer_import.status == Status.APPLYING:
        is_whole = customer_import.mode == Mode.ALL_OR_NOTHING
        _become(customer_import, Status.CHECKED if is_whole else Status.PAUSED)
    else:
        _become(customer_import, _STOPPED.get(customer_import.status, Status.CANCELLED))


def _start(customer_import, status, kind, *, by):
    customer_import.problem = ""
    customer_import.job = start_job(kind, by=by, arguments={"import": str(customer_import.uuid)})
    _become(customer_import, status)


def _become(customer_import, status):
    customer_import.check_can_become(status)
    customer_import.status = status
    customer_import.save()


def _lock(customer_import):
    # Judge the row as it is now, not as it was when the page was drawn.
    customer_import.refresh_from_db(
        from_queryset=CustomerImport.objects.select_for_update(of=("self",), no_key=True)
    )


def _refuse_prescription_counts(customer_import, opened):
    sha256 = customer_import.file_sha256
    try:
        refuse_prescription_counts(
            customer_import.file_name, opened.tables(), sha256=sha256, by=customer_import.by
        )
    except PrescriptionCounts:
        # The same bytes may have come before these words were known; their import keeps its file.
        if not CustomerImport.objects.filter(file_sha256=sha256).exists():
            store.drop(sha256)
        raise


def _no_more_than(most, chunks):
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise ValidationError(
                _("The file is larger than %(most)s MB: split it.") % {"most": most >> 20}
            )
        yield chunk
