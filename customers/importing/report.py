"""The lines of an import for people: by verdict, with their sentences."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.importing.fields import label_of
from customers.importing.findings import sentence_of
from customers.models import Customer, ImportLine, Organisation, Person

ALL, INCOMPLETE = "", "incomplete"
ICONS = {
    ImportLine.Verdict.CREATE: ("plus", "good"),
    ImportLine.Verdict.UPDATE: ("pencil", "accent"),
    ImportLine.Verdict.UNCHANGED: ("equal", ""),
    ImportLine.Verdict.REJECT: ("x", "bad"),
}

CHOSEN = {
    "kind": Customer.Kind,
    "type": Organisation.Type,
    "level": Organisation.Level,
    "person_type": Person.Type,
}


@dataclass(frozen=True)
class Tab:
    url: str
    label: str
    count: int
    is_current: bool


def chosen(params):
    """The filter that the query string asks for; anything unknown is all."""
    asked = params.get("show", ALL)
    return asked if asked in {INCOMPLETE, *ImportLine.Verdict.values} else ALL


def narrowed(lines, show):
    if show == INCOMPLETE:
        return lines.incomplete()
    return lines.filter(verdict=show) if show else lines


def tabs_of(customer_import, show):
    """One tab for each verdict, with its count, and one for lines that came in incomplete."""
    tabs = [
        (ALL, _("All"), customer_import.lines),
        (ImportLine.Verdict.CREATE, _("New"), customer_import.created),
        (ImportLine.Verdict.UPDATE, _("Changed"), customer_import.updated),
        (ImportLine.Verdict.UNCHANGED, _("Unchanged"), customer_import.unchanged),
        (ImportLine.Verdict.REJECT, _("Rejected"), customer_import.rejected),
        (INCOMPLETE, _("Incomplete"), customer_import.incomplete),
    ]
    return [
        Tab(f"?show={name}" if name else "?", label, count, name == show)
        for name, label, count in tabs
    ]


def with_sentences(lines):
    """Gives each line what a row shows: icon and tone of its verdict, its sentences, and what would change."""
    for line in lines:
        line.icon, line.tone = ICONS[line.verdict]
        line.sentences = [sentence_of(finding) for finding in line.findings]
        line.labels = _(", ").join(label_of(name) for name in line.changes)
    return lines


@dataclass(frozen=True)
class Shown:
    """A record before it is anything: what was read, as (label, value), and what there is to say."""

    name: str
    values: list
    sentences: list


def shown(records):
    return [
        Shown(
            record.name,
            [
                (label_of(name), _words_for(name, value))
                for name, value in record.values.items()
                if name not in {"name", "region_id"} and value
            ],
            [sentence_of(finding) for finding in record.findings],
        )
        for record in records
    ]


def _words_for(name, value):
    if isinstance(value, list):
        return _(", ").join(value)
    return str(CHOSEN[name](value).label) if name in CHOSEN else value
