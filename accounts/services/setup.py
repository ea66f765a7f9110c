"""Set-up by CSV (ACC-06): a file is checked line by line and applied whole or not at all."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import registry
from accounts.permissions import Permission, require

MOST_LINES = 20_000
LINES_SHOWN = 500


@dataclass(frozen=True)
class Column:
    name: str  # the heading in the file; the label in either language is understood as well
    label: Promise
    is_required: bool = False
    example: str | Callable[[], str] = ""  # a function where the example depends on today

    @property
    def example_of_today(self):
        return self.example() if callable(self.example) else self.example


@dataclass(frozen=True)
class SetupKind:
    """One kind of file. `apply(values, by=)` gets {column name: text}, calls verbs, and says what it did.

    It returns CREATED, CHANGED or UNCHANGED; it raises ValidationError, by column name where it can.
    """

    name: str
    label: Promise
    permission: Permission
    columns: list[Column]
    apply: Callable


CREATED, CHANGED, UNCHANGED, REFUSED = "created", "changed", "unchanged", "refused"


@dataclass(frozen=True)
class Line:
    number: int  # as an editor counts, the heading being line 1
    text: str
    outcome: str
    problems: list = field(default_factory=list)  # (column label or "", sentence)


@dataclass(frozen=True)
class Report:
    kind: SetupKind
    lines: list[Line]
    is_applied: bool

    @property
    def counts(self):
        return Counter(line.outcome for line in self.lines)

    @property
    def is_clean(self):
        return not self.counts[REFUSED]

    @property
    def shown(self):
        """What a page can hold; what must be put right comes first."""
        return sorted(self.lines, key=lambda line: line.outcome != REFUSED)[:LINES_SHOWN]

    def as_json(self):
        return {
            "kind": self.kind.name,
            "applied": self.is_applied,
            "lines": len(self.lines),
            **{name: self.counts[name] for name in (CREATED, CHANGED, UNCHANGED, REFUSED)},
            "problems": [
                {"line": line.number, "column": str(column), "problem": sentence}
                for line in self.lines
                for column, sentence in line.problems
            ],
        }


def kind_named(name):
    """The kind of that name, or None."""
    return next((kind for kind in registry.setup_kinds if kind.name == name), None)


def run_setup(kind, content, *, dry_run, by):
    """Applies the bytes of a CSV file; with a refused line, or in a dry run, the database stays as it was."""
    require(by, kind.permission)
    rows = read_rows(kind, content)
    with transaction.atomic():
        lines = [_apply(kind, number, values, by) for number, values in rows]
        refused = any(line.outcome == REFUSED for line in lines)
        if refused or dry_run:
            transaction.set_rollback(True)
    return Report(kind, lines, is_applied=not refused and not dry_run)


def _apply(kind, number, values, by):
    text = " · ".join(value for value in values.values() if value)
    missing = [column for column in kind.columns if column.is_required and not values[column.name]]
    if missing:
        return Line(number, text, REFUSED, [(c.label, _("This is missing.")) for c in missing])
    try:
        with transaction.atomic():
            return Line(number, text, kind.apply(values, by=by))
    except ValidationError as refusal:
        return Line(number, text, REFUSED, _problems(kind, refusal))
    except PermissionDenied as refusal:
        return Line(number, text, REFUSED, [("", str(refusal))])


def _problems(kind, refusal):
    labels = {column.name: column.label for column in kind.columns}
    by_field = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
    return [
        (labels.get(name, ""), sentence)
        for name, sentences in by_field.items()
        for sentence in sentences
    ]


def read_rows(kind, content):
    """[(line number, {column name: stripped text})] without empty lines; a file that can't be read is refused."""
    reader = csv.reader(io.StringIO(decode(content), newline=""), strict=True)
    try:
        columns = _columns(kind, next(reader, []))
        rows = [
            (reader.line_num, _values(kind, columns, cells))
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise ValidationError(
            _("Line %(line)s can't be read as CSV.") % {"line": reader.line_num}
        ) from error
    if len(rows) > MOST_LINES:
        raise ValidationError(
            _("A set-up file has at most %(most)s lines. Split this one.") % {"most": MOST_LINES}
        )
    return rows


def decode(content):
    """Text of UTF-8 (with or without mark) or GB18030 bytes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is neither UTF-8 nor GB18030 text."))


def _columns(kind, headings):
    """The column of each heading, None where a heading means nothing to us."""
    known = {}
    for column in kind.columns:
        known[column.name] = column
        for language, _name in settings.LANGUAGES:
            with override(language):
                known[str(column.label).lower()] = column
    columns = [known.get(heading.strip().lower()) for heading in headings]
    missing = [column for column in kind.columns if column.is_required and column not in columns]
    if missing:
        raise ValidationError(
            _("The first line names no column %(columns)s. Download the template to compare.")
            % {"columns": ", ".join(f"{column.label} ({column.name})" for column in missing)}
        )
    return columns


def _values(kind, columns, cells):
    values = dict.fromkeys([column.name for column in kind.columns], "")
    for column, cell in zip(columns, cells, strict=False):
        if column:
            values[column.name] = cell.strip()
    return values


def template_of(kind):
    """A CSV with the headings and one example line; the mark tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in kind.columns])
    writer.writerow([column.example_of_today for column in kind.columns])
    return "\ufeff" + out.getvalue()


def day_in(values, name):
    """The day in a cell (2026-01-31, also with slashes), None where it is empty."""
    text = values[name].replace("/", "-")
    try:
        return date(*(int(part) for part in text.split("-"))) if text else None
    except (ValueError, TypeError) as error:
        raise ValidationError({name: _("Write the day as 2026-01-31.")}) from error


def words_in(values, name):
    """The parts of a cell separated by semicolons of either script."""
    parts = values[name].replace("；", ";").split(";")
    return [part.strip() for part in parts if part.strip()]
