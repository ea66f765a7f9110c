"""The copy of a record as PDF, drawn by Typst with a font that holds Chinese (GL-012, GL-013)."""

from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.printed import compiled
from compliance.history import kind_of
from compliance.record_copy import changes_of, parts_of

TEMPLATE = Path(__file__).with_name("record_copy.typ")


def as_pdf(subject, *, by):
    return compiled(TEMPLATE, _data(subject, by))


def _data(subject, by):
    now = timezone.now()
    taken = _("Complete copy, taken by %(name)s on %(at)s") % {"name": by, "at": _moment(now)}
    return {
        "lang": get_language().partition("-")[0],
        "title": subject.record.name,
        "sub": f"{subject.kind} · {subject.record.key}",
        "footer": f"{taken} · {settings.SITE_URL}",
        "words": {
            "field": _("Field"),
            "before": _("Before"),
            "after": _("After"),
            "why": _("Why"),
        },
        "parts": [_part(part) for part in parts_of(subject)],
    }


def _part(part):
    return {
        "title": f"{kind_of(part.subject.model)}: {part.subject.record.name}",
        "signatures": [_signature(signed) for signed in part.signatures],
        "changes": [_change(*pair) for pair in changes_of(part)],
    }


def _change(version, differences):
    row = version.row
    return {
        "what": str(version.words),
        "who": version.who,
        "at": _moment(row.history_date),
        "where": ", ".join(filter(None, [str(version.from_where), row.ip, row.trace_id])),
        "why": row.history_change_reason or "",
        "rows": [[one.label, one.before, one.after] for one in differences],
    }


def _signature(signed):
    row = signed.signature
    return {
        "name": row.printed_name,
        "meaning": row.get_meaning_display(),
        "state": _state_words(signed),
        "at": _moment(row.signed_at, row.time_zone),
        "method": row.get_method_display(),
        "version": _("Version %(n)s") % {"n": row.version},
        "sha256": row.sha256,
    }


def _state_words(signed):
    if signed.is_valid:
        return _("Signature valid")
    return _("Signature void") if signed.is_void else _("Signature does not verify")


def _moment(moment, zone=""):
    """The reader's or the signer's own time with its zone, and UTC: a copy is read anywhere."""
    here = timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    there = timezone.localtime(moment, ZoneInfo("UTC"))
    shown, utc = (formats.date_format(at, "Y-m-d H:i:s") for at in (here, there))
    return f"{shown} {here.tzinfo} ({utc} UTC)"
