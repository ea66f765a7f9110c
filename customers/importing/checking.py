"""Reads a file into staged lines, each with its verdict. Goes on behind the last staged line after a kill."""

from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Max, Q

from accounts.copying import copy_rows
from customers.importing import files, headings
from customers.importing.applying import staged
from customers.importing.definition import Definition, places_of
from customers.importing.garbage import looked_for_rarely
from customers.importing.judging import Judge
from customers.importing.places import OfficialRegions
from customers.importing.records import Reader
from customers.importing.store import path_of
from customers.models import ImportLine, Region

BATCH = 5000  # rows
Verdict = ImportLine.Verdict


def open_file(customer_import, encoding=""):
    """The rows of an uploaded file. Raises ValidationError with a sentence when it is none of ours."""
    mapping = customer_import.mapping
    return files.open_rows(
        path_of(customer_import),
        is_excel=customer_import.is_excel,
        encoding=encoding or (mapping.encoding if mapping else ""),
    )


@dataclass(frozen=True)
class Look:
    """What a person sees of a file before saying how it is read."""

    headings: list
    samples: list  # the cells of the first few lines
    definition: Definition  # of the mapping that fits, else guessed from the headings


def look_at(customer_import, encoding=""):
    opened = open_file(customer_import, encoding)
    mapping = customer_import.mapping
    known = [(True, Definition.from_json(mapping.definition))] if mapping else []
    row, names, fits = headings.find_heading(opened.rows(), known)
    return Look(
        names,
        headings.samples(opened.rows(), row),
        known[0][1] if fits else headings.guess(names),
    )


def read_samples(look, definition):
    """The Records that the first few lines become. Raises ValidationError for a mapping that could import nothing."""
    definition.check()
    reader = _reader(definition, look.headings)
    return [reader.read(files.Row(place, cells)) for place, cells in enumerate(look.samples, 1)]


@looked_for_rarely()
def check_lines(customer_import, progress):
    """Stages every line; `progress` is called with (rows read, rows at most) in the transaction of each batch."""
    definition = Definition.from_json(customer_import.definition)
    opened = open_file(customer_import)
    heading_row, names, _known = headings.find_heading(opened.rows(), [(True, definition)])
    reader = _reader(definition, names)
    judge = Judge(source=customer_import.mapping.source)
    last = _last_staged(customer_import) or heading_row
    rows = (row for row in opened.rows() if row.number > last and not row.is_empty)
    while batch := list(islice(rows, BATCH)):
        records = [reader.read(row) for row in batch]
        with transaction.atomic():
            _reject_repeats(customer_import, records)
            judged = judge.judge(records)
            copy_rows([staged(customer_import, one) for one in judged])
            progress(min(batch[-1].number, opened.total), opened.total)


def _reader(definition, names):
    places, regions = places_of(definition, names), OfficialRegions(Region.objects.all())
    return Reader(definition, places, regions, width=len(names))


def _last_staged(customer_import):
    return customer_import.import_lines.aggregate(last=Max("number"))["last"]


def _reject_repeats(customer_import, records):
    """The first line that names a customer has it; any later one is refused."""
    sound = [record for record in records if not record.is_rejected]
    lines = customer_import.import_lines.filter(key__among=[record.key for record in sound])
    first = dict(lines.values_list("key", "number"))
    for record in sound:
        line = first.setdefault(record.key, record.number)
        if line != record.number:
            record.find("repeats", line=line)


def note_same_names(customer_import):
    """Two organisations of one name at two addresses may be one: somebody should look."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {ImportLine._meta.db_table} line
               SET findings = findings
                   || jsonb_build_array(jsonb_build_array('same_name', jsonb_build_object('line', same.first)))
              FROM (SELECT id, min(number) OVER (PARTITION BY name) AS first
                      FROM {ImportLine._meta.db_table}
                     WHERE customer_import_id = %s AND key LIKE 'organisation:%%') same
             WHERE line.id = same.id AND line.number <> same.first
            """,
            [customer_import.pk],
        )


def count_lines(customer_import):
    """{counter: number} of the staged lines."""
    is_a = {name: Q(verdict=verdict) for name, verdict in _COUNTED.items()}
    return customer_import.import_lines.aggregate(
        lines=Count("pk"),
        incomplete=Count("pk", filter=Q(is_incomplete=True) & ~Q(verdict=Verdict.REJECT)),
        **{name: Count("pk", filter=condition) for name, condition in is_a.items()},
    )


_COUNTED = {
    "created": Verdict.CREATE,
    "updated": Verdict.UPDATE,
    "unchanged": Verdict.UNCHANGED,
    "rejected": Verdict.REJECT,
}
