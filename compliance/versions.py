"""One record through time: its versions, what each of them changed, and how it was at a moment."""

import json
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from accounts import registry
from accounts.models import Signature
from accounts.signed import verify
from compliance.actions import channel_words, icon_of, words_of
from compliance.history import Record, is_sealed, key_of, kind_of, seen_by, uuid_lookup, who

VERSIONS_SHOWN = 50
MASK = "••••••"
NOTHING = {"pk__in": []}


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Fact:
    """A field as it was, and as it is now if that differs."""

    label: str
    value: str
    now: str | None


@dataclass
class Version:
    """A history row and the one before it, which is None when the record began with it or the page ends here."""

    row: object
    previous: object

    @property
    def words(self):
        return words_of(self.row.action)

    @property
    def icon(self):
        return icon_of(self.row.action)

    @property
    def from_where(self):
        return channel_words(self.row.via)

    @property
    def who(self):
        return who(self.row.actor, self.row.history_user)

    @cached_property
    def changed(self):
        """The fields that it gave another value; for the first version those that it filled in."""
        if self.row.history_type == "-":
            return []
        return [field for field in fields_of(self.row) if _differ(field, self.previous, self.row)]


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


def versions_of(subject, before=None):
    """(versions newest first, whether there are older ones). `before` is the history id of the last one seen."""
    rows = history_of(subject.model, subject.pk).select_related("history_user")
    if before:
        rows = rows.filter(history_id__lt=before)
    found = list(rows[: VERSIONS_SHOWN + 1])
    pairs = zip(found, [*found[1:], None], strict=True)
    versions = [Version(row, previous) for row, previous in pairs][:VERSIONS_SHOWN]
    return versions, len(found) > VERSIONS_SHOWN


def version_at(subject, moment):
    """The history row that held at the moment, or None when there was no such record yet."""
    return history_of(subject.model, subject.pk).filter(history_date__lte=moment).first()


def fields_of(row):
    """What a page says of a version: not the keys, and nothing that a person could not read."""
    return [field for field in row.tracked_fields if not field.primary_key and field.name != "uuid"]


@dataclass(frozen=True)
class Reading:
    """What the page of a record shows. `then` is None when there was no such record at the moment asked for."""

    subject: Subject
    versions: list
    has_older: bool
    chosen: Version
    differences: list
    then: object
    facts: list

    @cached_property
    def signatures(self):
        """Of all versions, oldest first: each says which one it is of, and whether it still holds."""
        return signatures_of(self.subject)


def signatures_of(subject):
    if subject.uuid is None:
        return []
    rows = Signature.objects.filter(label=subject.label, record=subject.uuid)
    return [verify(row) for row in rows]


def read(subject, *, change=None, at=None, before=None):
    """The record's versions, one of them chosen (the newest), and the record as it was at a moment (the chosen one's).

    None when there is no such version. The number of queries depends on what the record points at, never on how
    many versions it has.
    """
    versions, has_older = versions_of(subject, before)
    chosen = next((v for v in versions if change in (None, v.row.history_id)), None)
    if chosen is None:
        return None
    then = version_at(subject, at) if at else chosen.row
    newest = history_of(subject.model, subject.pk).first() if before else versions[0].row
    names = names_for([row for row in (chosen.row, chosen.previous, then, newest) if row])
    return Reading(
        subject,
        versions,
        has_older,
        chosen,
        [difference_of(field, chosen, names) for field in chosen.changed],
        then,
        [_fact(field, then, newest, names) for field in fields_of(then)] if then else [],
    )


def difference_of(field, version, names):
    before = shown(field, version.previous, names) if version.previous else ""
    after = shown(field, version.row, names)
    if before == after == MASK:
        before = _("another value")
    return Difference(label_of(field), before, after)


def _fact(field, row, newest, names):
    now = (shown(field, newest, names) or "–") if _differ(field, row, newest) else None
    return Fact(label_of(field), shown(field, row, names), now)


def label_of(field):
    return capfirst(gettext(str(field.verbose_name)))


def names_for(rows):
    """{(model, key): name} of everything that these versions point at, with one query for each kind."""
    wanted = {}
    for row in rows:
        for field in fields_of(row):
            key = getattr(row, field.attname)
            if field.is_relation and key is not None:
                wanted.setdefault(field.related_model, set()).add(key)
    return {
        (model, target.pk): str(target)
        for model, keys in wanted.items()
        for target in model._base_manager.filter(pk__in=keys).select_related()
    }


def shown(field, row, names):
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if is_sealed(field):
        return MASK
    if field.is_relation:
        return names.get((field.related_model, value), f"#{value}")
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


def _differ(field, one, other):
    value = getattr(other, field.attname)
    return getattr(one, field.attname) != value if one else value not in (None, "")
