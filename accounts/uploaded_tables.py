"""The first rows of each table in a file that somebody brings, to see what it is before it is kept."""

import csv
import io
import zipfile
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from accounts.prescription_counts import Table

LOOKED_AT = 20  # rows; a title or a date may stand above the heading
UNPACKED = 400 << 20  # bytes; a small workbook may unpack to gigabytes


def tables_of_csv(text):
    """Whatever separates its cells: a heading is one either way."""
    lines = text.splitlines()
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [Table("", list(islice(filter(any, rows), LOOKED_AT)))]
    except csv.Error:
        return [Table("", [[line] for line in lines[:LOOKED_AT]])]


def tables_of_workbook(file, but=()):
    """Of a path or an open file. Raises ValidationError with a sentence for what is no workbook."""
    return [table_of_sheet(name, sheet) for name, sheet in sheets_of(file, but)]


def table_of_sheet(name, sheet):
    rows = ([str(cell) for cell in row] for row in sheet.iter_rows())
    return Table(name, list(islice(filter(any, rows), LOOKED_AT)))


def sheets_of(file, but=()):
    """(name, sheet) of each sheet that holds something, one at a time: they may be large. None is read that `but` names."""
    try:
        with zipfile.ZipFile(file) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > UNPACKED:
            raise ValidationError(_("The workbook is too large: save the list as CSV."))
        if hasattr(file, "seek"):
            file.seek(0)
        book = CalamineWorkbook.from_object(file)
        for name in filter(lambda name: name not in but, book.sheet_names):
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                yield name, sheet
    except (CalamineError, OSError, zipfile.BadZipFile) as problem:
        raise ValidationError(
            _("This is no XLSX workbook, or it is damaged: save the list anew as XLSX or CSV.")
        ) from problem
