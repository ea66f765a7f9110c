"""A record's history in words, with the rows that belong to it: its entries, one of them chosen, and how it was then."""

from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _

from compliance.actions import icon_of
from compliance.entries import earlier_lines, entries_of, held, lines_of, rows_of
from compliance.history import kind_of
from compliance.parts import owner_fields
from compliance.versions import (
    Version,
    called_as_part,
    count_of,
    differ,
    differences_of,
    fields_of,
    label_of,
    names_for,
    shown,
    signatures_of,
)

ENTRIES_SHOWN = 50
REMOVED, ADDED = "removed", "added"


@dataclass
class Entry:
    """What was done at once to a record and its parts; the first version gives it its name.

    `mark` names it in addresses: the history id of the record's own version, "label.id" where only parts changed.
    """

    mark: str
    versions: list
    names: dict

    @property
    def leader(self):
        return self.versions[0]

    @property
    def row(self):
        return self.leader.row

    @property
    def type(self):
        """ "+", "~" or "-" of the record itself: it is changed when its parts are."""
        return "~" if self.leader.owner else self.row.history_type

    @property
    def words(self):
        if not self.leader.owner:
            return self.leader.words
        said = {"part": kind_of(self.leader.model), "field": self.leader.words}
        return _("%(part)s: %(field)s") % said

    @property
    def icon(self):
        return icon_of(self.row.action)

    @property
    def who(self):
        return self.leader.who

    @property
    def from_where(self):
        return self.leader.from_where

    @cached_property
    def count(self):
        return sum(count_of(version, self.names) for version in self.versions)

    @cached_property
    def differences(self):
        return [one for version in self.versions for one in differences_of(version, self.names)]


@dataclass(frozen=True)
class Fact:
    """A field as it was, and as it is now if that differs."""

    label: str
    value: str
    now: str | None


@dataclass(frozen=True)
class PartFacts:
    """A part as it was, and what became of it: "removed" or "added" since, or empty."""

    kind: str
    name: str
    facts: list
    since: str


@dataclass(frozen=True)
class Reading:
    """What the page of a record shows. `then` is None when there was no such record at the moment asked for."""

    subject: object
    versions: list
    has_older: bool
    chosen: Entry
    then: object
    facts: list
    parts: list

    @property
    def differences(self):
        return self.chosen.differences

    @cached_property
    def signatures(self):
        """Of all versions, oldest first: each says which one it is of, and whether it still holds."""
        return signatures_of(self.subject)


@dataclass(frozen=True)
class Source:
    """The history rows that a page needs, by their lines, and what they point at."""

    rows: dict
    earlier: dict
    names: dict
    owners: dict

    def entry_of(self, lines):
        leader, *others = lines
        kinds = list(self.owners)
        others.sort(key=lambda line: (kinds.index(line.label), line.pk, line))
        versions = [self._version(line) for line in (leader, *others)]
        return Entry(mark_of(leader, self.owners[leader.label]), versions, self.names)

    def _version(self, line):
        previous = self.rows.get(self.earlier.get(line))
        return Version(self.rows[line], previous, self.owners[line.label])

    def facts_of(self, line, now):
        row, newest = self.rows[line], self.rows[now]
        return [self._fact(field, row, newest) for field in fields_of(row)]

    def _fact(self, field, row, newest):
        now = (shown(field, newest, self.names) or "–") if differ(field, row, newest) else None
        return Fact(label_of(field), shown(field, row, self.names), now)

    def is_there(self, line):
        return self.rows[line].history_type != "-"

    def part_of(self, line, now, since):
        row, newest = self.rows[line], self.rows[now]
        owner = self.owners[line.label]
        name = called_as_part(row, owner, self.names)
        # What is kept as JSON has a page of its own, in words.
        telling = [
            field
            for field in fields_of(row)
            if field.name != owner and not isinstance(field, models.JSONField)
        ]
        facts = [self._fact(field, row, newest) for field in telling]
        told = [fact for fact in facts if fact.value != name or fact.now]
        return PartFacts(kind_of(row.instance_type), name, [] if since == ADDED else told, since)


def read(subject, *, change="", at=None, before=""):
    """The newest entries of the record's history, or the page that holds `change` or follows `before` (marks).

    `change` is the chosen one, else the newest; the record is shown as it was `at` a moment, else after the chosen
    one. None when there is no such entry. The number of queries depends on the kinds of rows that belong to the
    record and that it points at, never on how many there are.
    """
    lines = lines_of(subject.model, subject.pk)
    owners = owner_fields() | {subject.label: ""}
    page, chosen, has_older = _page(entries_of(lines, subject.label), owners, change, before)
    if chosen is None:
        return None
    then, now = held(_until(lines, chosen, at)), held(lines)
    source = _source(lines, page, {*then.values(), *now.values()}, owners)
    entries = [source.entry_of(entry) for entry in page]
    mine = then.pop((subject.label, subject.pk), None)
    return Reading(
        subject,
        entries,
        has_older,
        entries[page.index(chosen)],
        source.rows[mine] if mine else None,
        source.facts_of(mine, now[mine.record]) if mine else [],
        _parts(source, then, now) if mine else [],
    )


def _page(entries, owners, change, before):
    """(the page that holds the change or else follows `before`, the chosen entry or None, whether there are older)."""
    places = {
        mark_of(line, owners[line.label]): number
        for number, entry in enumerate(entries)
        for line in entry
    }
    nowhere = len(entries)
    chosen = places.get(change, nowhere) if change else None
    if before:
        start = places.get(before, nowhere) + 1
    else:
        start = (chosen or 0) // ENTRIES_SHOWN * ENTRIES_SHOWN
    page = entries[start : start + ENTRIES_SHOWN]
    place = start if chosen is None else chosen
    is_here = start <= place < start + len(page)
    return page, entries[place] if is_here else None, start + len(page) < nowhere


def mark_of(line, owner):
    return f"{line.label}.{line.history_id}" if owner else str(line.history_id)


def _until(lines, chosen, at):
    """The lines up to the moment, or to the end of the chosen entry."""
    if at:
        return [line for line in lines if line.at <= at]
    return lines[lines.index(max(chosen)) :]


def _source(lines, page, states, owners):
    earlier = earlier_lines(lines)
    wanted = {line for entry in page for line in entry}
    rows = rows_of(wanted | states | {earlier[line] for line in wanted if line in earlier})
    return Source(rows, earlier, names_for(rows.values()), owners)


def _parts(source, then, now):
    """[PartFacts] in the order in which kinds of parts are registered; those added since come last."""
    kinds = list(source.owners)
    own = {record: line for record, line in now.items() if source.owners[record[0]]}

    def order(record):
        return kinds.index(record[0]), record[1]

    there = [one for one in sorted(then, key=order) if source.is_there(then[one])]
    later = [
        one for one in sorted(own, key=order) if one not in there and source.is_there(own[one])
    ]
    return [
        *(
            source.part_of(then[one], own[one], "" if source.is_there(own[one]) else REMOVED)
            for one in there
        ),
        *(source.part_of(own[one], own[one], ADDED) for one in later),
    ]
