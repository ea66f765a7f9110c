"""A complete copy of a record: its versions, those of the rows that belong to it, and the signatures on all (GL-013)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from accounts import registry
from accounts.signed import plain
from compliance.actions import words_of
from compliance.history import Record, is_sealed, key_of, kind_of, who
from compliance.parts import keys_of
from compliance.versions import (
    MASK,
    Subject,
    Version,
    difference_of,
    history_of,
    names_for,
    signatures_of,
)

FORM = "record-copy/1"
TYPES = {"+": "created", "~": "changed", "-": "deleted"}


@dataclass(frozen=True)
class Part:
    """One record of the copy, with every version of it, oldest first, and its signatures."""

    subject: Subject
    versions: list
    signatures: list


def parts_of(subject):
    """The record first, then whatever belongs to it, also what was deleted since."""
    yield Part(subject, _versions(subject), signatures_of(subject))
    for owner, model, name in registry.record_parts:
        if owner is subject.model:
            for pk in keys_of(model, name, [subject.pk]):
                yield from parts_of(_subject(model, pk))


def as_json(subject, *, by):
    """What compliance/record_copy.schema.json describes."""
    parts = list(parts_of(subject))
    return {
        "form": FORM,
        "schema": f"{settings.SITE_URL}/history/record-copy.schema.json",
        "taken_at": plain(timezone.now()),
        "taken_by": by.actor,
        "record": {"label": subject.label, "key": subject.record.key, "name": subject.record.name},
        "counts": {
            "records": len(parts),
            "versions": sum(len(part.versions) for part in parts),
            "signatures": sum(len(part.signatures) for part in parts),
        },
        "records": [_part(part) for part in parts],
    }


def changes_of(part):
    """[(version, [Difference])] in words, oldest first."""
    rows = [row for version in part.versions for row in (version.row, version.previous) if row]
    names = names_for(rows)
    return [
        (version, [difference_of(field, version, names) for field in version.changed])
        for version in part.versions
    ]


def lines_of(subject):
    """Dictionaries for a table: one for each field that a change touched, one for each signature."""
    for part in parts_of(subject):
        for version, differences in changes_of(part):
            for difference in differences or [None]:
                yield _change_line(part, version, difference)
        for signed in part.signatures:
            yield _signature_line(part, signed)


def _versions(subject):
    rows = list(history_of(subject.model, subject.pk).select_related("history_user"))[::-1]
    return [Version(row, previous) for row, previous in zip(rows, [None, *rows], strict=False)]


def _subject(model, pk):
    row = model._base_manager.filter(pk=pk).select_related().first()
    return Subject(model, pk, Record(key_of(row), str(row)) if row else Record(str(pk), f"#{pk}"))


def _part(part):
    return {
        "label": part.subject.label,
        "key": part.subject.record.key,
        "name": part.subject.record.name,
        "versions": [_version(version) for version in part.versions],
        "signatures": [_signature(signed) for signed in part.signatures],
    }


def _version(version):
    row = version.row
    return {
        "version": row.history_id,
        "type": TYPES[row.history_type],
        "at": plain(row.history_date),
        "actor": row.actor,
        "who": version.who,
        "action": row.action,
        "reason": row.history_change_reason,
        "channel": row.via,
        "request_id": row.trace_id,
        "ip": row.ip,
        "transaction": row.xid,
        "values": {field.attname: _value(row, field) for field in row.tracked_fields},
        "changed": [field.attname for field in version.changed],
    }


def _value(row, field):
    value = getattr(row, field.attname)
    return MASK if value and is_sealed(field) else plain(value)


def _signature(signed):
    row = signed.signature
    return {
        "uuid": str(row.uuid),
        "signed_by": row.signed_by.actor,
        "printed_name": row.printed_name,
        "meaning": row.meaning,
        "version": row.version,
        "fields": row.fields,
        "sha256": row.sha256,
        "signed_at": plain(row.signed_at),
        "time_zone": row.time_zone,
        "method": row.method,
        "client": row.client,
        "state": str(signed.state),
    }


def _change_line(part, version, difference):
    return _line(part) | {
        "version": version.row.history_id,
        "at": plain(version.row.history_date),
        "who": version.who,
        "actor": version.row.actor,
        "action": version.row.action,
        "what": str(words_of(version.row.action)),
        "reason": version.row.history_change_reason or "",
        "channel": version.row.via or "",
        "request_id": version.row.trace_id or "",
        "ip": version.row.ip or "",
        "field": difference.label if difference else "",
        "before": difference.before if difference else "",
        "after": difference.after if difference else "",
    }


def _signature_line(part, signed):
    row = signed.signature
    return _line(part) | {
        "version": row.version,
        "at": plain(row.signed_at),
        "who": who(row.signed_by.actor, row.signed_by),
        "actor": row.signed_by.actor,
        "action": "signature",
        "what": row.get_meaning_display(),
        "field": "SHA-256",
        "after": row.sha256,
        "signature": str(signed.state),
    }


def _line(part):
    return {
        "kind": kind_of(part.subject.model),
        "label": part.subject.label,
        "key": part.subject.record.key,
        "name": part.subject.record.name,
    }
