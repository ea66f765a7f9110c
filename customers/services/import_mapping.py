"""How lists are read: known ones, guessed ones, and what a person corrected (CUS-10)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from customers.importing.checking import look_at
from customers.importing.definition import Definition
from customers.importing.presets import PRESETS
from customers.models import ImportMapping


def save_mapping(source, definition, *, encoding="", is_shared=True, by):
    """Remembers how a source is read; a source has one mapping, which its owner or whom it is shared with may change."""
    require(by, Permission.CUSTOMER_IMPORT)
    definition.check()
    with deed("import_mapping.save", by=by):
        mapping = ImportMapping.objects.select_for_update().filter(source=source).first()
        if mapping is None:
            mapping = ImportMapping(source=source, owner=None if is_system(by) else by)
        elif not ImportMapping.objects.visible_to(by).filter(pk=mapping.pk).exists():
            raise ValidationError({"source": _("Another mapping reads this source.")})
        mapping.definition = definition.as_json()
        mapping.encoding, mapping.is_shared = encoding, is_shared
        mapping.full_clean()
        mapping.save()
    return mapping


def mapping_named(source, *, by):
    """The saved mapping of a source, made from the known list of that name when it is first used. None if unknown."""
    require(by, Permission.CUSTOMER_IMPORT)
    mapping = ImportMapping.objects.visible_to(by).filter(source=source).first()
    if mapping or source not in PRESETS:
        return mapping
    return save_mapping(source, PRESETS[source], by=by)


def known_mappings(by):
    """[(source, Definition)] that a file may fit: what people saved, then the known lists; more columns first."""
    saved = {
        mapping.source: Definition.from_json(mapping.definition)
        for mapping in ImportMapping.objects.visible_to(by)
    }
    every = {**PRESETS, **saved}
    return sorted(every.items(), key=lambda item: -len(item[1].columns))


def saved_or_guessed(customer_import, source, *, by):
    """The Definition of that source if there is one, else what the headings of the file suggest."""
    saved = mapping_named(source, by=by)
    if saved:
        return Definition.from_json(saved.definition)
    return look_at(customer_import).definition


def is_system(by):
    return getattr(by, "is_system", False)
