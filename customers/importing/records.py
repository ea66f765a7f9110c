"""One row of a file as what it says about one customer, with everything that is wrong with it or missing."""

from dataclasses import dataclass, field
from functools import cached_property

from customers.identity import organisation_identity, person_identity
from customers.importing import findings as words
from customers.importing.fields import FIELDS, belongs_to
from customers.importing.kinds import CUT_SHORT, type_by_name
from customers.importing.readings import Unreadable, clean
from customers.models import Customer, Organisation, Person

ORGANISATION, PERSON = Customer.Kind.ORGANISATION, Customer.Kind.PERSON
SHOWN = 60  # characters of an unreadable cell


@dataclass
class Record:
    number: int
    values: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)

    def find(self, code, /, **values):
        finding = [code, values]
        if finding not in self.findings:
            self.findings.append(finding)

    def leave_out(self):
        """It is about somebody who asked to be erased: not even what the line says is kept."""
        self.values, self.findings = {}, [["erased", {}]]

    @property
    def is_left_out(self):
        return ["erased", {}] in self.findings

    @property
    def kind(self):
        return self.values.get("kind", "")

    @property
    def name(self):
        return self.values.get("name", "")

    @property
    def is_rejected(self):
        return any(words.is_rejection(finding) for finding in self.findings)

    @property
    def is_incomplete(self):
        return any(words.is_lack(finding) for finding in self.findings)

    @cached_property
    def identity(self):
        """What the customer is known by without an external id; see identity.py."""
        if self.kind == PERSON:
            return person_identity(self.name, self.values.get("workplace", ""))
        place = [self.values.get(name, "") for name in ("province", "city", "district")]
        return organisation_identity(self.name, self.values.get("address", ""), "".join(place))

    @property
    def key(self):
        """Equal in two lines of a file that name the same customer."""
        external_id = self.values.get("external_id")
        return f"id:{external_id}" if external_id else f"{self.kind}:{self.identity}"


class Reader:
    """Turns rows into records by a definition, for one file."""

    def __init__(self, definition, places, regions, width):
        self.definition, self.regions, self.width = definition, regions, width
        self.takes = [
            (take, [places[column] for column in take.columns], take.reading)
            for take in definition.takes
        ]

    def read(self, row):
        record = Record(row.number)
        if any(cell.strip() for cell in row.cells[self.width :]):
            record.find("too_many_fields", found=len(row.cells), expected=self.width)
            return record
        cells = [clean(cell) if cell else "" for cell in row.cells]
        cells += [""] * (self.width - len(cells))
        self._take(record, cells)
        self._complete(record)
        self._judge(record)
        return record

    def _take(self, record, cells):
        values = record.values
        if self.definition.kind:
            values["kind"] = self.definition.kind
        for take, columns, read in self.takes:
            texts = [cells[column] for column in columns if cells[column]]
            if not texts or (take.kind and take.kind != values.get("kind")):
                continue
            try:
                found = read(take.field, texts, take.options)
            except Unreadable as problem:
                record.find("unreadable", field=take.field, value=str(problem)[:SHOWN])
                continue
            for name, value in found.items():
                if value and name not in values:
                    values[name] = value
        for name, value in self.definition.constants.items():
            values.setdefault(name, value)

    def _complete(self, record):
        """What follows from the values themselves, and leaves out what this kind of customer does not have."""
        kind = record.kind
        if not kind:
            return
        values = {name: value for name, value in record.values.items() if belongs_to(name, kind)}
        record.values = values
        if ("longitude" in values) != ("latitude" in values):
            values.pop("longitude", None)
            values.pop("latitude", None)
        if values.get("district") and values["district"] == values.get("city"):
            del values["district"]
        if kind == ORGANISATION:
            self._complete_organisation(record, values)
        elif "person_type" not in values:
            values["person_type"] = Person.Type.OTHER.value
            record.find("person_type_other")

    def _complete_organisation(self, record, values):
        if "type" not in values:
            found = type_by_name(record.name)
            values["type"] = (found or Organisation.Type.OTHER).value
            if record.name and not found:
                record.find("type_other")
        place = [values.get(name, "") for name in ("province", "city", "district")]
        if region := self.regions.code_of(*place):
            values["region_id"] = region
        if found := self.regions.elsewhere(*place[:2]):
            record.find("elsewhere", city=place[1], found=found, province=place[0])
        if CUT_SHORT.search(record.name):
            record.find("cut_short")

    def _judge(self, record):
        values = record.values
        if self._is_deactivated(values):
            record.findings = [["deactivated", {"day": values["deactivated_on"]}]]
            return
        if not record.kind:
            record.find("kind_unknown")
        if not record.name:
            record.find("no_name")
        if record.is_rejected:
            return
        for name, value in values.items():
            longest = FIELDS[name].longest if name in FIELDS else 0
            if longest and len(value) > longest:
                record.find("too_long", field=name, length=len(value), longest=longest)
        if record.kind == PERSON and not (values.get("external_id") or values.get("workplace")):
            record.find("nobody_in_particular")
        lacking = [
            name
            for name in self.definition.wanted
            if name not in values and belongs_to(name, record.kind)
        ]
        said = {found[1].get("field") for found in record.findings}
        if lacking := [name for name in lacking if name not in said]:
            record.find("lacks", fields=lacking)

    @staticmethod
    def _is_deactivated(values):
        return values.get("deactivated_on", "") > values.get("reactivated_on", "")
