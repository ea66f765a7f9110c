"""Rows of a file: CSV as a stream in whatever encoding it has; of a workbook one sheet at a time is in memory."""

import codecs
import csv
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.prescription_counts import Table
from accounts.uploaded_tables import LOOKED_AT, sheets_of, table_of_sheet, tables_of_workbook

CHUNK = 1 << 20  # bytes
LONGEST_FIELD = 100_000  # characters; more is a quotation mark that nobody closed
DELIMITERS = ",;\t"
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


@dataclass(frozen=True)
class Row:
    number: int  # line of the file where it begins, or row of the sheet
    cells: list[str]

    @property
    def is_empty(self):
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Opened:
    """A file that can be read from its beginning as often as needed."""

    total: int  # rows at most: lines of text or rows of the sheet
    rows: object  # () → iterator of Row
    tables: object  # () → the beginning of each table, also of the sheets that are not read
    encoding: str = ""


def open_rows(path, *, is_excel, encoding=""):
    """Raises ValidationError with a sentence for a file that is none of ours."""
    if path.stat().st_size == 0:
        raise ValidationError(_("The file is empty."))
    return _open_xlsx(path) if is_excel else _open_csv(path, encoding)


def _open_csv(path, encoding):
    found, lines = encoding_and_lines(path, encoding)
    delimiter = _delimiter(path, found)

    def rows():
        return _csv_rows(path, found, delimiter)

    return Opened(lines, rows, lambda: [_beginning(rows())], found)


def _beginning(rows):
    filled = (row.cells for row in rows if not row.is_empty)
    return Table("", list(islice(filled, LOOKED_AT)))


def encoding_and_lines(path, given=""):
    """The encoding that the whole file has (UTF-8 with or without mark, GB18030, or the given one), and its lines."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise ValidationError(_("This is no text file: save the list as CSV or XLSX."))
    certain = [encoding for mark, encoding in MARKS if start.startswith(mark)]
    certain = certain or ([given] if given else [])
    for encoding in certain or ["utf-8", "gb18030"]:
        try:
            return encoding, _decoded_lines(path, encoding)
        except UnicodeError:
            continue
    raise ValidationError(
        _(
            "The text of the file is neither UTF-8 nor GB18030: save it as UTF-8, or name its encoding."
        )
    )


def _decoded_lines(path, encoding):
    decoder, lines, last = codecs.getincrementaldecoder(encoding)(), 0, "\n"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            text = decoder.decode(chunk)
            if "\x00" in text:
                raise ValidationError(_("This is no text file: save the list as CSV or XLSX."))
            lines += text.count("\n")
            last = text[-1:] or last
        decoder.decode(b"", final=True)
    return lines + (last != "\n")


def _delimiter(path, encoding):
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline(LONGEST_FIELD)
    return max(DELIMITERS, key=head.count)


def _csv_rows(path, encoding, delimiter):
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        number = 1
        try:
            for cells in reader:
                yield Row(number, cells)
                number = reader.line_num + 1
        except csv.Error:
            raise ValidationError(
                _(
                    "Line %(line)s cannot be read: it holds more than %(longest)s characters in one field. Perhaps a"
                    " quotation mark is not closed."
                )
                % {"line": number, "longest": LONGEST_FIELD}
            ) from None


def _open_xlsx(path):
    name, sheet = next(sheets_of(path), ("", None))
    if sheet is None:
        raise ValidationError(_("The file is empty."))
    first = (sheet.start or (0, 0))[0] + 1

    def tables():
        # The sheet at hand is not read a second time: it may take hundreds of megabytes.
        return [table_of_sheet(name, sheet), *tables_of_workbook(path, but={name})]

    return Opened(sheet.height, lambda: _xlsx_rows(sheet, first), tables)


def _xlsx_rows(sheet, first):
    for number, cells in enumerate(sheet.iter_rows(), first):
        yield Row(number, [_cell(value) for value in cells])


def _cell(value):
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, (date, datetime)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return "" if value is None else str(value)
