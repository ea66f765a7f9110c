"""Many visits submitted in one go: each by the verb of one, good ones go through, the others say what they lack."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from accounts.permissions import Permission, require
from visits.models import Visit
from visits.services.adverse_event import open_adverse_event
from visits.services.submission import submit_visit


@dataclass(frozen=True)
class Entry:
    """What submit_visit is asked for one visit."""

    visit: Visit
    record: object
    adverse_event: bool | None
    more: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    visit: Visit
    errors: dict  # {field: sentences}; empty when it is submitted

    @property
    def is_submitted(self):
        return not self.errors


def submit_each(entries, *, by):
    """A Result for each entry, in their order. An adverse event is opened even where the visit still lacks something."""
    require(by, Permission.VISIT_LOG)
    return [_submit(entry, by) for entry in entries]


def _submit(entry, by):
    try:
        visit = submit_visit(
            entry.visit, record=entry.record, adverse_event=entry.adverse_event, by=by, **entry.more
        )
    except ValidationError as refusal:
        if entry.adverse_event and not hasattr(entry.visit, "adverse_event"):
            open_adverse_event(entry.visit, record=entry.record, by=by)
        return Result(entry.visit, _by_field(refusal))
    return Result(visit, {})


def _by_field(refusal):
    return refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
