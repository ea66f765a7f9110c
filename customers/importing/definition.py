"""What a mapping says: which columns fill which field, how they are read, and what holds for every line."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.identity import folded
from customers.importing.fields import FIELDS, label_of
from customers.importing.kinds import CHOICES
from customers.importing.readings import ALSO_FILLS, READINGS


@dataclass(frozen=True)
class Take:
    field: str
    columns: tuple[str, ...]  # headings, joined in this order
    how: str = ""
    options: dict = field(default_factory=dict)
    kind: str = ""  # only for lines of this kind

    @property
    def reading(self):
        return READINGS[self.how or FIELDS[self.field].how]

    @property
    def fills(self):
        return [self.field, *ALSO_FILLS.get(self.how, [])]


@dataclass(frozen=True)
class Definition:
    kind: str  # of every customer in the file, or "" when a column says it
    takes: tuple[Take, ...]
    constants: dict = field(default_factory=dict)

    @classmethod
    def from_json(cls, data):
        takes = [Take(**{**take, "columns": tuple(take["columns"])}) for take in data["takes"]]
        return cls(data.get("kind", ""), tuple(takes), data.get("constants", {}))

    def as_json(self):
        return {
            "kind": self.kind,
            "takes": [
                {
                    name: list(value) if name == "columns" else value
                    for name, value in vars(take).items()
                    if value
                }
                for take in self.takes
            ],
            "constants": self.constants,
        }

    @property
    def columns(self):
        return {column for take in self.takes for column in take.columns}

    @property
    def wanted(self):
        """Fields whose absence in a line is reported: those that the file has columns for."""
        filled = {name for take in self.takes for name in take.fills}
        return [name for name in FIELDS if name in filled and FIELDS[name].is_wanted]

    def check(self):
        """Raises ValidationError for a mapping that could import nothing."""
        for take in self.takes:
            if take.field not in FIELDS or (take.how or FIELDS[take.field].how) not in READINGS:
                raise ValidationError(
                    _("%(field)s cannot be read like that.") % {"field": label_of(take.field)}
                )
        filled = {name for take in self.takes for name in take.fills} | set(self.constants)
        if "name" not in filled:
            raise ValidationError(_("Say which column holds the name."))
        if not self.kind and "kind" not in filled:
            raise ValidationError(
                _("Say whether the file lists organisations or people, or which column says it.")
            )
        for field_name, value in self._fixed_values():
            if value not in CHOICES.get(field_name, {}).values():
                raise ValidationError(
                    _("%(field)s cannot be “%(value)s”.")
                    % {"field": label_of(field_name), "value": value}
                )

    def _fixed_values(self):
        """(field, value) pairs that the mapping itself brings; lines are written without further checks."""
        yield from self.constants.items()
        for take in self.takes:
            for name in ("values", "prefixes"):
                for value in take.options.get(name, {}).values():
                    yield take.field, value


def heading_key(heading):
    """A heading as it is compared: one width, one case, letters, digits and characters only."""
    return re.sub(r"[\W_]+", "", folded(heading))


def named_headings(cells):
    """Headings of a file, each once: an empty one gets a number, a repeated one a count."""
    seen, names = {}, []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"#{place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def places_of(definition, headings):
    """{heading of the definition: its place in the file}. Raises ValidationError when the file lacks one."""
    found = {heading_key(heading): place for place, heading in enumerate(headings)}
    missing = sorted(column for column in definition.columns if heading_key(column) not in found)
    if missing:
        raise ValidationError(
            _("The file has no column %(columns)s. Correct the columns, or choose another mapping.")
            % {"columns": ", ".join(missing)}
        )
    return {column: found[heading_key(column)] for column in definition.columns}


def left_out(definition, headings):
    """Headings of which the import takes nothing."""
    taken = {heading_key(column) for column in definition.columns}
    return [heading for heading in headings if heading_key(heading) not in taken]
