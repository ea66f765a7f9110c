"""A file to import, how its columns are read, and how it is applied."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from customers.importing import fields
from customers.importing.definition import Definition, Take, heading_key
from customers.models import Customer, CustomerImport, ImportMapping, Organisation, Person

AS_A_COLUMN_SAYS = ""
CONSTANTS = {
    "type": Organisation.Type,
    "level": Organisation.Level,
    "person_type": Person.Type,
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with a heading; UTF-8 or GB18030"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )


class EncodingForm(forms.Form):
    """Shown above the columns: a wrong encoding is seen in the samples."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=ImportMapping.Encoding.choices, required=False
    )


class ApplyForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("Mode"), choices=CustomerImport.Mode.choices, widget=forms.RadioSelect
    )


@dataclass(frozen=True)
class Column:
    """A column of the file: its select in the form, and what stands in its first lines."""

    heading: str
    samples: list
    field: object


class MappingForm(forms.Form):
    """One select per column. What was not touched keeps its own way of being read."""

    source = forms.CharField(
        label=_("Source"),
        max_length=60,
        help_text=_("Where the list comes from. Its columns are remembered under this name."),
    )
    kind = forms.ChoiceField(
        label=_("The file lists"),
        help_text=_("Leave it open when a column says it."),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Customer.Kind.ORGANISATION, _("Organisations")),
            (Customer.Kind.PERSON, _("People")),
        ],
    )
    type = forms.ChoiceField(label=_("Type of all lines"), required=False)
    level = forms.ChoiceField(label=_("Grade of all lines"), required=False)
    person_type = forms.ChoiceField(label=_("Profession of all lines"), required=False)
    is_shared = forms.BooleanField(
        label=_("Share these columns with the other data stewards"), required=False
    )
    mode = forms.ChoiceField(
        label=_("When lines are bad"), choices=CustomerImport.Mode.choices, widget=forms.RadioSelect
    )
    encoding = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, headings, samples, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.headings, self.samples, self.definition = headings, samples, definition
        for name, choices in CONSTANTS.items():
            self.fields[name].choices = [("", "–"), *choices.choices]
            self.fields[name].initial = definition.constants.get(name, "")
        self.fields["kind"].initial = definition.kind or AS_A_COLUMN_SAYS
        self.before = self._first_fields()
        for place, heading in enumerate(headings):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading,
                required=False,
                choices=_field_choices(),
                initial=self.before[place],
            )

    def _first_fields(self):
        """For each column the field it fills, "" for none; a column may fill others besides, which stay."""
        filled = {}
        for take in self.definition.takes:
            for column in take.columns:
                filled.setdefault(heading_key(column), take.field)
        return [filled.get(heading_key(heading), "") for heading in self.headings]

    @property
    def columns(self):
        return [
            Column(
                heading,
                [row[place] for row in self.samples if place < len(row) and row[place].strip()],
                self[f"column_{place}"],
            )
            for place, heading in enumerate(self.headings)
        ]

    @property
    def settings(self):
        return [self[name] for name in ("source", "kind", *CONSTANTS)]

    @property
    def last(self):
        return [self[name] for name in ("mode", "is_shared")]

    def clean(self):
        values = super().clean()
        chosen = [values.get(f"column_{place}", "") for place in range(len(self.headings))]
        touched = {
            heading_key(heading)
            for heading, before, after in zip(self.headings, self.before, chosen, strict=True)
            if before != after
        }
        there = {heading_key(heading) for heading in self.headings}
        kept = [
            take
            for take in self.definition.takes
            if {heading_key(column) for column in take.columns} <= there - touched
        ]
        values["definition"] = Definition(
            values.get("kind", ""),
            (*_new_takes(self.headings, chosen, touched), *kept),
            {name: values[name] for name in CONSTANTS if values.get(name)},
        )
        return values


def _new_takes(headings, chosen, touched):
    """Columns given the same field are read together, in their order."""
    columns = {}
    for heading, field in zip(headings, chosen, strict=True):
        if field and heading_key(heading) in touched:
            columns.setdefault(field, []).append(heading)
    return [Take(field, tuple(names)) for field, names in columns.items()]


def _field_choices():
    groups = {
        fields.CUSTOMER: now("Any customer"),
        fields.ORGANISATION: now("Organisation"),
        fields.PERSON: now("Person"),
        fields.AROUND: now("Around it"),
    }
    return [("", now("Left out"))] + [
        (label, [(field.name, field.label) for field in fields.fields_of(on)])
        for on, label in groups.items()
    ]
