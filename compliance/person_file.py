"""Everything held on a person, as data and as a page to read (PRV-005).

Nothing is listed by hand: each model that points at a person, and what belongs to its rows, is told with all fields of the
field register, so that what an app adds is in the file from its first row.
"""

import io
import json
import zipfile
from datetime import date, datetime

from django.core.files.storage import default_storage
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.field_register import Basis, registered
from accounts.models import Attachment
from accounts.registry import left_out_of_files, record_parts
from customers.merging import records_of
from customers.models import Customer, Person

HIDDEN = {"id", "uuid", "customer_ptr"}


def write_person_file(customer, file, *, progress=lambda done, total: None):
    """A zip of data.json, data.html and the files that prove what she said. Returns the number of rows.

    Of all records of hers, whichever of them is asked for.
    """
    speaking = customer.merged_into or customer
    asked = [(one, *about) for one in records_of(speaking) for about in models_about()]
    sections, files = [], []
    for done, (record, model, find) in enumerate(asked):
        sections.append(_section(record, model, find(record), files))
        progress(done + 1, len(asked))
    told = [one for one in sections if one["rows"]]
    context = {"customer": customer, "made_at": timezone.now(), "sections": told}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("data.json", json.dumps(_plain(context), ensure_ascii=False, indent=1))
        bundle.writestr("data.html", render_to_string("compliance/person_file.html", context))
        for attachment in {one.pk: one for one in files}.values():
            if default_storage.exists(attachment.path):
                with default_storage.open(attachment.path) as source:
                    bundle.writestr(f"files/{attachment.uuid}-{attachment.name}", source.read())
    return sum(len(one["rows"]) for one in sections)


def models_about():
    """(model, function of the customer that finds her rows), the person herself first."""
    yield Customer, _finding(Customer, "pk")
    yield Person, _finding(Person, "pk")
    pointing = list(_pointing())
    own = {model for model, _name in pointing}
    for model, name in pointing:
        yield model, _finding(model, name)
        for part, key in _parts_of(model):
            # Of a visit's participants only herself.
            if part not in own:
                yield part, _finding(part, f"{key}__{name}")


def _finding(model, name):
    return lambda customer: model.objects.filter(**{name: customer.pk})


def _pointing():
    """(model, name of its key) of what points at a customer or a person, once for each key."""
    for target in (Customer, Person):
        for relation in target._meta.get_fields(include_hidden=True):
            model = relation.related_model
            # Her other records have sections of their own.
            if relation.one_to_many and _is_told(model) and model is not Customer:
                yield model, relation.field.name


def _parts_of(model):
    for whole, part, key in record_parts:
        if whole is model:
            yield part, key
            for below, name in _parts_of(part):
                yield below, f"{name}__{key}"


def _is_told(model):
    """Of what apps describe; histories and what is derived for searching repeat it."""
    return model._meta.label_lower in registered() and model not in left_out_of_files


def _section(customer, model, rows, files):
    lines = registered()[model._meta.label_lower]
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.name in lines and field.name not in HIDDEN
    ]
    about_her = (line for line in lines.values() if line.basis != Basis.NONE)
    purpose = next(about_her, next(iter(lines.values())))
    found = [_row(customer, row, fields, lines, files) for row in _read(rows, fields)]
    return {
        "model": model._meta.label_lower,
        "name": capfirst(model._meta.verbose_name),
        "purpose": str(purpose.purpose),
        "basis": str(purpose.basis.label),
        "retention": str(purpose.retention.label),
        "headings": [capfirst(field.verbose_name) for field in fields],
        "rows": found,
    }


def _read(rows, fields):
    related = [field.name for field in fields if field.is_relation]
    return rows.select_related(*related).order_by("pk")


def _row(customer, row, fields, lines, files):
    told = {}
    for field in fields:
        value = getattr(row, field.name)
        if isinstance(value, Attachment):
            files.append(value)
        told[field.name] = _told(customer, row, field, value, lines[field.name])
    return told


def _told(customer, row, field, value, line):
    if field.name.endswith("_sealed"):
        return sensitive.reveal_many([(customer.uuid, value)], retention_class=line.retention)[0]
    if isinstance(field, models.ForeignKey):
        return "" if value is None else _named(customer, value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else str(localize(value))


def _named(customer, value):
    """Whatever else is held on somebody else stays theirs."""
    whose = value if isinstance(value, Customer) else getattr(value, "customer", None)
    if whose and whose.is_person and whose.pk != customer.pk:
        return _("(another person)")
    return str(value)


def _plain(context):
    return {
        "person": str(context["customer"].uuid),
        "made_at": context["made_at"].isoformat(),
        "sections": [
            {name: value for name, value in one.items() if name != "headings"}
            for one in context["sections"]
        ],
    }


def in_memory(customer, *, progress):
    """(bytes, number of rows)"""
    file = io.BytesIO()
    number = write_person_file(customer, file, progress=progress)
    return file.getvalue(), number
