"""What exactly is signed, and whether a signature still says the truth about its record (SIG-001, SIG-003)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.apps import apps
from django.db import models

from accounts import sensitive
from accounts.models import Signature, User

BOUND = [
    field.attname
    for field in Signature._meta.fields
    if field.name not in {"id", "uuid", "binding", "fields"}
]


class State(StrEnum):
    VALID = "valid"
    VOID = "void"  # the record has changed since
    BROKEN = "broken"  # it does not belong to what it stands at


@dataclass(frozen=True)
class Signed:
    """A signature with what the record says about it. `change` is the history row that voided it, if one did."""

    signature: Signature
    state: State
    change: object = None

    @property
    def is_valid(self):
        return self.state == State.VALID

    @property
    def is_void(self):
        return self.state == State.VOID

    @property
    def voided_by(self):
        """The person's name, or what acted in nobody's; empty when the row was changed past its history."""
        return self.change and str(self.change.history_user or self.change.actor)


def label_of(record):
    return record._meta.label_lower


def signable_fields(record):
    """The recorded columns of a record, which a signature covers; its UNSIGNED are filled in after it was signed."""
    left_out = getattr(record, "UNSIGNED", frozenset())
    names = {field.attname for field in record.history.model.tracked_fields}
    return sorted(names - left_out)


def content_of(label, row, version, fields):
    """The canonical JSON that is hashed: sorted names, no spaces, moments in UTC; `row` is the record or a version of it."""
    content = {
        "record": label,
        "uuid": str(row.uuid),
        "version": version,
        "fields": {name: plain(getattr(row, name)) for name in fields},
    }
    return canonical(content)


def canonical(content):
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def binding_of(signature):
    """A keyed hash over the whole row: whoever writes in the database alone can neither make nor move one."""
    bound = {name: plain(getattr(signature, name)) for name in BOUND}
    content = canonical(bound | {"fields": list(signature.fields)})
    return sensitive.fingerprint(content, purpose="signature")


def signatures_of(records):
    """{key: [Signed, oldest first]} for records of one model, in three queries for all of them."""
    known = {record.uuid: record for record in records}
    if not known:
        return {}
    model = type(next(iter(known.values())))
    rows = Signature.objects.filter(label=model._meta.label_lower, record__in=known)
    found = {}
    signatures = list(rows)
    versions = _versions(model, [known[row.record].pk for row in signatures])
    for row in signatures:
        record = known[row.record]
        signed = _judged(row, record, versions.get(record.pk, []))
        found.setdefault(record.pk, []).append(signed)
    return found


def signatures_on(record):
    return signatures_of([record]).get(record.pk, [])


def verify(signature):
    """One signature from nothing but its row: BROKEN where the record that it names is not there."""
    model = apps.get_model(signature.label)
    record = model._base_manager.filter(uuid=signature.record).first()
    if record is None:
        return Signed(signature, State.BROKEN)
    return _judged(signature, record, _versions(model, [record.pk]).get(record.pk, []))


def _versions(model, keys):
    if not keys:
        return {}
    history = model.history.model
    name = model._meta.pk.attname
    found = {}
    rows = history.objects.filter(**{f"{name}__in": keys}).order_by("history_id")
    for row in rows.prefetch_related(models.Prefetch("history_user", User.objects.all())):
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _judged(signature, record, versions):
    signed = next((row for row in versions if row.history_id == signature.version), None)
    if signed is None or not _belongs(signature, signed):
        return Signed(signature, State.BROKEN)
    for row in versions:
        if row.history_id > signature.version and _is_changed(row, signed, signature):
            return Signed(signature, State.VOID, row)
    said = content_of(signature.label, record, signature.version, signature.fields)
    return Signed(signature, State.VALID if digest(said) == signature.sha256 else State.VOID)


def _is_changed(row, signed, signature):
    """A later version, unless all that it changed is what the signature never covered."""
    left_out = {field.attname for field in row.tracked_fields} - set(signature.fields)
    is_other = any(getattr(row, name) != getattr(signed, name) for name in left_out)
    is_same = all(getattr(row, name) == getattr(signed, name) for name in signature.fields)
    return not (is_other and is_same)


def _belongs(signature, version):
    said = content_of(signature.label, version, signature.version, signature.fields)
    is_whole = binding_of(signature) == signature.binding
    return is_whole and digest(said) == signature.sha256


def plain(value):
    """A column's value as JSON has it: moments in UTC, amounts and keys as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
