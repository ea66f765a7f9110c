"""Changes of all records as lines of a file: what the list says of each, and which fields got which value (CMP-01)."""

from dataclasses import dataclass, replace

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.entries import Line, earlier_lines, lines_about, rows_of
from compliance.history import Change, find_changes
from compliance.versions import Version, differences_of, names_for

READ_AT_ONCE = 500
BACKGROUND = "task"


@dataclass(frozen=True)
class Told:
    change: Change
    differences: list

    @property
    def on_behalf_of(self):
        """Whom a worker acted for; empty where somebody acted in person, or nobody did."""
        is_for_somebody = self.change.via == BACKGROUND and self.change.user_id
        return self.change.who if is_for_somebody else ""

    @property
    def address(self):
        place = reverse("compliance:record", args=[self.change.label, self.change.record.key])
        return f"{settings.SITE_URL}{place}?change={self.change.history_id}"

    @property
    def what_changed(self):
        return "; ".join(map(_in_words, self.differences))


def columns():
    return [
        (_("When"), lambda told: told.change.at),
        (_("Person"), lambda told: told.change.who),
        (_("On behalf of"), lambda told: told.on_behalf_of),
        (_("Action"), lambda told: str(told.change.words)),
        (_("Kind of record"), lambda told: told.change.kind),
        (_("Record"), lambda told: told.change.record.name),
        (_("Changes"), lambda told: told.what_changed),
        (_("Reason"), lambda told: told.change.reason),
        (_("Channel"), lambda told: str(told.change.from_where)),
        (_("Request code"), lambda told: told.change.trace_id),
        (_("Actor"), lambda told: told.change.actor),
        (_("Verb"), lambda told: told.change.action),
        (_("Key"), lambda told: told.change.record.key),
        (_("Page"), lambda told: told.address),
    ]


def told_changes(user, question):
    """Told, newest first, read page by page: the file may be long, memory stays small."""
    found = find_changes(user, question, READ_AT_ONCE)
    yield from _told(found.changes)
    while found.place:
        found = find_changes(user, replace(question, before=found.place), READ_AT_ONCE)
        yield from _told(found.changes)


def _told(changes):
    """Two queries for each kind of record, one for each kind that these point at."""
    lines = _lines(changes)
    known = {(line.label, line.history_id): line for line in lines}
    mine = [known[change.label, change.history_id] for change in changes]
    earlier = earlier_lines(lines)
    rows = rows_of({*mine, *(earlier[line] for line in mine if line in earlier)})
    names = names_for(rows.values())
    for change, line in zip(changes, mine, strict=True):
        version = Version(rows[line], rows.get(earlier.get(line)))
        yield Told(change, differences_of(version, names))


def _lines(changes):
    """All lines of the records that changed, newest first."""
    keys = {}
    for change in changes:
        keys.setdefault(change.label, set()).add(change.pk)
    found = [
        Line._make(row)
        for label, mine in keys.items()
        for row in lines_about(apps.get_model(label), mine)
    ]
    return sorted(found, reverse=True)


def _in_words(difference):
    words = {
        "field": difference.label,
        "before": difference.before or "–",
        "after": difference.after or "–",
    }
    return _("%(field)s: %(before)s → %(after)s") % words
