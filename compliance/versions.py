"""One record through time: its versions, what each of them changed, and how it was at a moment."""

import json
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from accounts import registry
from accounts.models import Signature
from accounts.signed import verify
from compliance.actions import channel_words, words_of
from compliance.history import Record, is_sealed, key_of, kind_of, seen_by, uuid_lookup, who

MASK = "••••••"
NOTHING = {"pk__in": []}


@dataclass(frozen=True)
class Difference:
    """`part` is the row to which the field belongs, in words; empty for the record's own fields."""

    field: str
    before: str
    after: str
    part: str = ""

    @property
    def label(self):
        words = {"part": self.part, "field": self.field}
        return _("%(part)s: %(field)s") % words if self.part else self.field


@dataclass
class Version:
    """A history row and the one before it, which is None when the record began with it.

    `owner` is the field by which a part points at the record that is read; empty for that record itself.
    """

    row: object
    previous: object
    owner: str = ""

    @property
    def model(self):
        return self.row.instance_type

    @property
    def who(self):
        return who(self.row.actor, self.row.history_user)

    @property
    def words(self):
        return words_of(self.row.action)

    @property
    def from_where(self):
        return channel_words(self.row.via)

    @cached_property
    def changed(self):
        """The fields that it gave another value; for the first version those that it filled in."""
        if self.row.history_type == "-":
            return []
        return [field for field in self.fields if self._is_changed(field)]

    @property
    def fields(self):
        return [field for field in fields_of(self.row) if field.name != self.owner]

    def _is_changed(self, field):
        if self.owner and not self.previous and field.has_default():
            # A new part is told by what somebody said of it.
            return getattr(self.row, field.attname) != field.get_default()
        return differ(field, self.previous, self.row)


@dataclass(frozen=True)
class Subject:
    """The record whose history is read. `row` is None when it is no longer there."""

    model: type
    pk: int
    record: Record

    @property
    def label(self):
        return self.model._meta.label_lower

    @property
    def kind(self):
        return kind_of(self.model)

    @property
    def uuid(self):
        """By which the access log knows it; None for a record that has only a number."""
        return None if self.record.key.isdecimal() else self.record.key


def find_subject(user, model, key):
    """The record that the user may see, by uuid or number; None otherwise."""
    seen = seen_by(user, model)
    rows = (model._base_manager.all() if seen is None else seen).select_related()
    row = rows.filter(**_lookup(model, key)).first()
    if row:
        return Subject(model, row.pk, Record(key_of(row), str(row)))
    if seen is None and key.isdecimal() and history_of(model, int(key)).exists():
        return Subject(
            model, int(key), Record(key, _("no longer there (%(number)s)") % {"number": key})
        )
    return None


def _lookup(model, key):
    if key.isdecimal():
        return {"pk": int(key)}
    try:
        uuid = UUID(key)
    except ValueError:
        return NOTHING
    lookup = uuid_lookup(model)
    return {lookup: uuid} if lookup else NOTHING


def history_of(model, pk):
    rows = model.history.model.objects.filter(**{model._meta.pk.attname: pk})
    return rows.order_by("-history_date", "-history_id")


def fields_of(row):
    """What a page says of a version: not the keys, and nothing that a person could not read."""
    return [field for field in row.tracked_fields if not field.primary_key and field.name != "uuid"]


def signatures_of(subject):
    if subject.uuid is None:
        return []
    rows = Signature.objects.filter(label=subject.label, record=subject.uuid)
    return [verify(row) for row in rows]


def differences_of(version, names):
    """What a version changed, in words; of a part also that it came or went."""
    if not version.owner:
        return [difference_of(field, version, names) for field in version.changed]
    kind = kind_of(version.model)
    name = called_as_part(version.row, version.owner, names)
    if version.row.history_type == "-":
        return [Difference(kind, name, "")]
    changes = [
        difference_of(field, version, names, f"{kind} {name}") for field in told(version, names)
    ]
    return changes if version.previous else [Difference(kind, "", name), *changes]


def count_of(version, names):
    """How many differences there are, without a word for each."""
    if not version.owner:
        return len(version.changed)
    came_or_went = version.previous is None or version.row.history_type == "-"
    return came_or_went + len(told(version, names))


def told(version, names):
    """The fields of a part that changed; a new one's name says already what it is called after."""
    if version.previous:
        return version.changed
    name = called_as_part(version.row, version.owner, names)
    return [field for field in version.changed if _plain_name(field, version.row, names) != name]


def _plain_name(field, row, names):
    value = getattr(row, field.attname)
    return str(names.get((field.related_model, value), "") if field.is_relation else value)


def difference_of(field, version, names, part=""):
    before = shown(field, version.previous, names) if version.previous else ""
    after = shown(field, version.row, names)
    if before == after == MASK:
        before = _("another value")
    return Difference(label_of(field), before, after, part)


def label_of(field):
    return capfirst(gettext(str(field.verbose_name)))


def names_for(rows):
    """{(model, key): row} of everything that these versions point at, with one query for each kind."""
    wanted = {}
    for row in rows:
        for field in fields_of(row):
            key = getattr(row, field.attname)
            if field.is_relation and key is not None:
                wanted.setdefault(field.related_model, set()).add(key)
    return {
        (model, target.pk): target
        for model, keys in wanted.items()
        for target in model._base_manager.filter(pk__in=keys).select_related()
    }


def called(row, names):
    """The record's name as this version has it; what it points at is in `names`."""
    fields = row.tracked_fields
    record = row.instance_type(**{field.attname: getattr(row, field.attname) for field in fields})
    for field in fields:
        target = field.is_relation and names.get((field.related_model, getattr(row, field.attname)))
        if target:
            setattr(record, field.name, target)
    try:
        return str(record)
    except ObjectDoesNotExist:
        return f"#{record.pk}"


def called_as_part(row, owner, names):
    """Without the name of what it belongs to, where its own begins with that."""
    whole = names.get(
        (row.instance_type._meta.get_field(owner).related_model, getattr(row, f"{owner}_id"))
    )
    return called(row, names).removeprefix(f"{whole}: ")


def shown(field, row, names):
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if is_sealed(field):
        return MASK
    if field.is_relation:
        return str(names.get((field.related_model, value), f"#{value}"))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    known = (words(row, field) for words in registry.value_words)
    return next((found for found in known if found is not None), None) or _text(field, value)


def _text(field, value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, models.DateTimeField):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(field, models.DateField):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(field, models.TimeField):
        return formats.time_format(value, "H:i")
    if isinstance(field, ArrayField):
        return ", ".join(str(item) for item in value)
    if isinstance(field, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def differ(field, one, other):
    value = getattr(other, field.attname)
    return getattr(one, field.attname) != value if one else value not in (None, "")
