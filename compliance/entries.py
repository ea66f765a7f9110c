"""A record's history as people mean it: what was done at once to it and to what belongs to it is one entry."""

from typing import NamedTuple

from django.apps import apps
from django.db.models import F, Value

from compliance.parts import keys_of_parts

COLUMNS = ["history_date", "of_kind", "history_id", "of_record", "action", "xid", "trace_id"]


class Line(NamedTuple):
    """A history row before it is read whole; lines sort by time."""

    at: object
    label: str
    history_id: int
    pk: int
    action: str
    xid: int
    trace_id: str | None

    @property
    def record(self):
        return self.label, self.pk

    @property
    def deed(self):
        return self.xid, self.trace_id


def lines_of(model, pk):
    """Of the record and of its parts, newest first; one query for all kinds, and one for the keys of each."""
    keys = {model: [pk]} | keys_of_parts(model, [pk])
    first, *others = [lines_about(kind, mine) for kind, mine in keys.items()]
    return sorted(
        map(Line._make, first.union(*others, all=True) if others else first), reverse=True
    )


def lines_about(model, keys):
    """A query for what makes a Line, of all records of one kind with these keys."""
    name = model._meta.pk.attname
    rows = model.history.model.objects.filter(**{f"{name}__in": keys}).order_by()
    named = rows.annotate(of_kind=Value(model._meta.label_lower), of_record=F(name))
    return named.values_list(*COLUMNS)


def entries_of(lines, label):
    """[[Line]] newest first, each led by the line after which it is called.

    Every line of the record itself (`label`) leads an entry, for signatures and proofs speak of it. A part's line
    joins the one of its transaction: that of the same verb if there are several, else the nearest in time. What was
    done to parts alone is called after the first of them.
    """
    leaders = _leaders(lines, label)
    entries = {line: [line] for known in leaders.values() for line in known}
    for line in reversed(lines):
        if line not in entries:
            entries[min(leaders[line.deed], key=lambda led: _distance(led, line))].append(line)
    return [entries[leader] for leader in sorted(entries, reverse=True)]


def _leaders(lines, label):
    """{deed: [Line]}"""
    found = {}
    for line in lines:
        if line.label == label:
            found.setdefault(line.deed, []).append(line)
    for line in reversed(lines):
        found.setdefault(line.deed, [line])
    return found


def _distance(leader, line):
    return leader.action != line.action, abs(leader.at - line.at)


def earlier_lines(lines):
    """{line: the one before it of the same record}"""
    found, later = {}, {}
    for line in lines:
        if line.record in later:
            found[later[line.record]] = line
        later[line.record] = line
    return found


def held(lines):
    """{(label, pk): Line} that held after all of these lines, which stand newest first."""
    return {line.record: line for line in reversed(lines)}


def rows_of(lines):
    """{line: history row}, with one query for each kind of record."""
    wanted = {}
    for line in lines:
        wanted.setdefault(line.label, {})[line.history_id] = line
    return {
        mine[row.history_id]: row
        for label, mine in wanted.items()
        for row in _rows(apps.get_model(label), mine)
    }


def _rows(model, ids):
    rows = model.history.model.objects.filter(history_id__in=ids)
    return rows.select_related("history_user")
