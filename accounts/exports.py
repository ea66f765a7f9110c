"""Lists as files to take away: CSV or XLSX, safe to open in a spreadsheet, logged before the first byte leaves.

The file is written to disk first, so that memory stays small, a failure half way is an error page rather than a
short file, and the log knows the number of rows.
"""

import csv
import datetime
import io
import re
import tempfile
from decimal import Decimal

from django.http import FileResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access, loggable

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "pdf": "application/pdf"}
SHEET_ROWS = 1_000_000  # of 1,048,576 that a sheet can hold, heading included
CELL_CHARACTERS = 32_767
IN_MEMORY = 1 << 20  # bytes; a longer file goes to disk

# A spreadsheet takes a text for a formula when it begins like this, its full-width forms included (pitfalls 4.16).
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# Control characters that XML cannot hold.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def export_response(request, *, name, columns, rows, what, filters, writers=None):
    """A file of `rows` (any iterable, read once), in the format that `?format=` asks for: csv if it is none we write.

    `columns` are (heading, function of a row); dates, numbers and booleans keep their type where the format has it.
    `what` is the model's label and `filters` the words by which the list was narrowed, both for the access log.
    `writers` = {format: function of (file, columns, rows)} where a list has more of them than SHEETS.
    """
    require(request.user, Permission.EXPORT)
    writers = writers or SHEETS
    form = request.GET.get("format")
    form = form if form in writers else "csv"
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    try:
        count = writers[form](file, columns, rows)
    except BaseException:
        file.close()
        raise
    log_access(request.user, Access.Action.EXPORT, what, filters=loggable(filters), count=count)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}-{timezone.localdate():%Y-%m-%d}.{form}",
        content_type=TYPES[form],
    )


def write_csv(file, columns, rows):
    """Writes UTF-8 with a byte order mark, which Excel needs for Chinese; returns the number of rows."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([in_csv(str(heading)) for heading, _value in columns])
    count = 0
    for row in rows:
        writer.writerow([in_csv(value(row)) for _heading, value in columns])
        count += 1
    text.detach()
    return count


def write_xlsx(file, columns, rows):
    """Writes as many sheets as the rows need; returns the number of rows."""
    book = Workbook(write_only=True)
    count = 0
    for row in rows:
        if count % SHEET_ROWS == 0:
            sheet = _sheet(book, columns)
        sheet.append([in_xlsx(sheet, value(row)) for _heading, value in columns])
        count += 1
    if not count:
        _sheet(book, columns)
    book.save(file)
    return count


SHEETS = {"csv": write_csv, "xlsx": write_xlsx}


def _sheet(book, columns):
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append([in_xlsx(sheet, str(heading)) for heading, _value in columns])
    return sheet


def in_csv(value):
    """The value as a CSV field that no spreadsheet runs."""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if value is None or isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime.datetime):
        return date_format(_local(value), "Y-m-d H:i")
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def in_xlsx(sheet, value):
    """The value as a cell; a text is always a text, whatever it begins with."""
    if isinstance(value, bool):
        value = _yes_or_no(value)
    if value is None or isinstance(value, (int, float, Decimal)):
        return value
    if isinstance(value, datetime.datetime):
        return _local(value).replace(tzinfo=None)
    if isinstance(value, datetime.date):
        return value
    cell = WriteOnlyCell(sheet, UNPRINTABLE.sub("", str(value))[:CELL_CHARACTERS])
    cell.data_type = "s"
    return cell


def _local(moment):
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _yes_or_no(value):
    return _("Yes") if value else _("No")
